/** The files of the web pages, as the commission lists them (§7). */

import { type Bytes, FormatError, hex } from './bytes.js';
import { type Check, array, hexBytes, integer, object, string } from './json.js';

const MAX_FILES = 400;
const MAX_PATH = 200;

export interface PageFile {
  length: number;
  path: string;
  sha256: Bytes;
}

/** The list in force, and the entry that put it there. */
export interface Pages {
  entry: number;
  files: PageFile[];
}

const pagePath: Check<string> = (value) => {
  const path = string(value);
  const isPart = (part: string): boolean =>
    /^[A-Za-z0-9._-]+$/.test(part) && part !== '.' && part !== '..';
  if (path.length > MAX_PATH || !path.split('/').every(isPart)) {
    throw new FormatError('a path that is not plain');
  }
  return path;
};

const files: Check<PageFile[]> = array(
  object({ length: integer(0), path: pagePath, sha256: hexBytes(32) }),
  1,
  MAX_FILES,
);

export const pageFiles: Check<PageFile[]> = (value) => {
  const list = files(value);
  // Paths are ASCII: the order of JavaScript is that of the bytes.
  list.reduce((before, file) => {
    if (before.path >= file.path) throw new FormatError('paths that are not in order');
    return file;
  });
  return list;
};

/** The list as a report says it. */
export function pagesReport(pages: Pages | undefined): object | null {
  if (pages === undefined) return null;
  const listed = pages.files.map((file) => ({ ...file, sha256: hex(file.sha256) }));
  return { entry: pages.entry, files: listed };
}
