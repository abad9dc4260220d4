//! SANDBOX: the other side of every identity adapter, for demo and tests.
