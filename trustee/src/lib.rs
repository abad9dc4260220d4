//! The trustee's offline tools.
