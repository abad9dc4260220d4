//! Every text in Kyrgyz, Russian and English; Kyrgyz collation; dates and numbers.
