//! Rows of cells. A cell that is too long for its column goes on below; a row is never torn apart.

use crate::{INNER, LEADING, MARGIN, Paper};

/// Between a cell's text and its column's border, in points.
const PADDING: f32 = 4.0;

/// Where the text of a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// At the left: words.
    Left,
    /// At the right: figures.
    Right,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Column {
    /// What stands above it, on every page.
    pub heading: String,
    /// Its part of the width; all parts together make the whole width.
    pub part: f32,
    /// Where its text stands.
    pub side: Side,
}

impl Paper {
    /// A table. Its headings are repeated on every page that it reaches.
    pub fn table(&mut self, columns: &[Column], rows: &[Vec<String>], size: f32) {
        let headings: Vec<String> = columns.iter().map(|c| c.heading.clone()).collect();
        self.keep_together(size * LEADING * 4.0);
        self.row(columns, &headings, size);
        for row in rows {
            if self.row_height(columns, row, size) > self.room() {
                self.new_page();
                self.row(columns, &headings, size);
            }
            self.row(columns, row, size);
        }
        self.space(size);
    }

    fn row(&mut self, columns: &[Column], row: &[String], size: f32) {
        let top = self.y;
        for ((left, width, side), cell) in places(columns).zip(row) {
            let mut bottom = top;
            for line in self.font.wrap(cell, size, width) {
                bottom -= size * LEADING;
                let spare = match side {
                    Side::Left => 0.0,
                    Side::Right => width - self.font.width(&line, size),
                };
                self.write(&line, left + spare, bottom, size);
            }
        }
        self.y = top - self.row_height(columns, row, size);
        self.rule(MARGIN, MARGIN + INNER);
    }

    fn row_height(&self, columns: &[Column], row: &[String], size: f32) -> f32 {
        let most = places(columns)
            .zip(row)
            .map(|((_, width, _), cell)| self.font.wrap(cell, size, width).len())
            .max();
        #[allow(clippy::cast_precision_loss)] // A cell has some lines.
        let lines = most.unwrap_or(1) as f32;
        lines * size * LEADING + PADDING
    }

    /// How much of this page is left.
    fn room(&self) -> f32 {
        self.y - MARGIN
    }
}

/// Left border, width and side of the text of each column.
fn places(columns: &[Column]) -> impl Iterator<Item = (f32, f32, Side)> {
    let whole: f32 = columns.iter().map(|column| column.part).sum();
    let mut left = MARGIN;
    columns.iter().map(move |column| {
        let width = INNER * column.part / whole;
        let place = (left + PADDING, width - 2.0 * PADDING, column.side);
        left += width;
        place
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_long_table_repeats_its_headings() {
        let column = |part, side| Column {
            heading: "№".to_owned(),
            part,
            side,
        };
        let columns = [column(1.0, Side::Left), column(3.0, Side::Right)];
        let rows: Vec<Vec<String>> = (0..120)
            .map(|number| vec![number.to_string(), "Үсөнов Өмүр".to_owned()])
            .collect();
        let mut paper = Paper::new().unwrap();
        paper.table(&columns, &rows, 10.0);
        assert!(paper.pages.len() >= 2);
        let places: Vec<_> = places(&columns).collect();
        let (left, width, _) = places.last().unwrap();
        assert!((left + width + PADDING - MARGIN - INNER).abs() < 0.01);
    }
}
