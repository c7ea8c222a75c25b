//! Connections: text in memory, files, compressed files.

use crate::eval::{Eval, Session, fail};

/// Writes to an open connection.
pub(crate) fn write(_: &mut Session, _: i32, _: &str) -> Eval<()> {
    fail("writing to a connection is not implemented")
}
