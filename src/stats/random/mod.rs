//! Random streams that repeat draw by draw those of R.
