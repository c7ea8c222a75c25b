//! Integers and logicals; `None` is NA.

/// The width of the widest element, where NA takes `na_width`.
pub fn integer_width(xs: impl IntoIterator<Item = Option<i64>>, na_width: usize) -> usize {
    xs.into_iter().map(|x| x.map_or(na_width, digits)).max().unwrap_or(0)
}

fn digits(x: i64) -> usize {
    x.unsigned_abs().checked_ilog10().unwrap_or(0) as usize + 1 + usize::from(x < 0)
}

/// One element, right-aligned.
pub fn format_integer(x: Option<i64>, width: usize, na: &str) -> String {
    x.map_or_else(|| format!("{na:>width$}"), |x| format!("{x:>width$}"))
}

/// The width of the widest element, where NA takes `na_width`.
pub fn logical_width(xs: impl IntoIterator<Item = Option<bool>>, na_width: usize) -> usize {
    let width = |x| match x {
        Some(true) => 4,
        Some(false) => 5,
        None => na_width,
    };
    xs.into_iter().map(width).max().unwrap_or(0)
}

/// One element, right-aligned.
pub fn format_logical(x: Option<bool>, width: usize, na: &str) -> String {
    let text = match x {
        Some(true) => "TRUE",
        Some(false) => "FALSE",
        None => na,
    };
    format!("{text:>width$}")
}
