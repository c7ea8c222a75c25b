//! Variances, covariances and correlations of vectors and of the columns of matrices.

use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{Argument, NA_REAL, Strings, Value, as_double, known};
use raglan_stats::summary::correlation::{Method, correlation, covariance};

/// What is done about missing values.
#[derive(Clone, Copy, PartialEq)]
enum Use {
    /// A missing value is an error.
    All,
    /// Rows with missing values are left out; none left is an error.
    Complete,
    /// Each pair of columns is used where both are known.
    Pairwise,
    /// A missing value makes the result missing.
    Everything,
    /// Rows with missing values are left out; none left is NA.
    CompleteOrMissing,
}

const USES: [(&str, Use); 5] = [
    ("all.obs", Use::All),
    ("complete.obs", Use::Complete),
    ("pairwise.complete.obs", Use::Pairwise),
    ("everything", Use::Everything),
    ("na.or.complete", Use::CompleteOrMissing),
];

impl Use {
    fn of(text: &str) -> Eval<Self> {
        if let Some((_, exact)) = USES.iter().find(|(name, _)| *name == text) {
            return Ok(*exact);
        }
        let fits: Vec<Use> =
            USES.iter().filter(|(name, _)| name.starts_with(text)).map(|(_, u)| *u).collect();
        match fits.as_slice() {
            [one] => Ok(*one),
            _ => fail("invalid 'use' argument"),
        }
    }

    fn drops_rows(self) -> bool {
        matches!(self, Use::Complete | Use::CompleteOrMissing)
    }
}

/// Columns of equal length.
struct Columns {
    data: Vec<Vec<f64>>,
    rows: usize,
    names: Option<Strings>,
    is_matrix: bool,
}

impl Columns {
    fn of(x: &Value) -> Eval<Self> {
        let data = as_double(x, &mut Vec::new())?;
        if let Some([n, p]) = x.dim().as_deref() {
            let names = x.dimnames().and_then(|d| d.into_iter().nth(1).flatten());
            let data = (0..*p).map(|j| data[j * n..(j + 1) * n].to_vec()).collect();
            return Ok(Self { data, rows: *n, names, is_matrix: true });
        }
        Ok(Self { rows: data.len(), data: vec![data.to_vec()], names: None, is_matrix: false })
    }

    fn is_missing_in(&self, row: usize) -> bool {
        self.data.iter().any(|column| column[row].is_nan())
    }

    fn keep(&mut self, rows: &[usize]) {
        for column in &mut self.data {
            *column = rows.iter().map(|&i| column[i]).collect();
        }
        self.rows = rows.len();
    }
}

fn numeric(x: &Value) -> bool {
    !x.is_factor() && matches!(x, Value::Logical(_) | Value::Integer(_) | Value::Double(_))
}

pub(super) fn refuse_factor() -> Eval {
    fail(
        "Calling var(x) on a factor x is defunct.\n  \
         Use something like 'all(duplicated(x)[-1L])' to test for a constant vector.",
    )
}

/// An argument as a vector or matrix of numbers.
fn input(args: &mut Args, name: &str, correlated: bool) -> Eval<Option<Value>> {
    let Some(mut x) = args.optional(name)? else { return Ok(None) };
    if x.is_data_frame() {
        x = args.apply_named("as.matrix", vec![Argument::new(x)])?;
    }
    Ok(if numeric(&x) {
        Some(x)
    } else if correlated {
        return fail(format!("'{name}' must be numeric"));
    } else {
        return fail(format!("is.numeric({name}) || is.logical({name}) is not TRUE"));
    })
}

pub(super) fn var(args: &mut Args) -> Eval {
    let mut x = args.value("x")?;
    let y = args.optional("y")?;
    if x.is_factor() || y.as_ref().is_some_and(Value::is_factor) {
        return refuse_factor();
    }
    let policy = if !args.is_missing("use") {
        Use::of(&args.string("use")?)?
    } else if args.flag("na.rm")? {
        Use::CompleteOrMissing
    } else {
        Use::Everything
    };
    if x.is_data_frame() {
        x = args.apply_named("as.matrix", vec![Argument::new(x)])?;
    }
    if let Value::Character(_) = x {
        let dim = x.attribute(known::DIM).unwrap_or_default();
        x = Value::doubles(args.doubles("x")?).with_attribute(known::DIM, dim);
    }
    if !numeric(&x) {
        return fail("is.numeric(x) is not TRUE");
    }
    let y = input(args, "y", false)?;
    table(args, &x, y.as_ref(), policy, Method::Pearson, false)
}

pub(super) fn association(args: &mut Args, correlated: bool) -> Eval {
    let method = match args.choice("method")?.as_str() {
        "kendall" => Method::Kendall,
        "spearman" => Method::Spearman,
        _ => Method::Pearson,
    };
    let policy = Use::of(&args.string("use")?)?;
    let x = args.value("x")?;
    let single = x.dim().is_none_or(|d| d.len() != 2) && !x.is_data_frame();
    if single && args.optional("y")?.is_none() {
        return fail("supply both 'x' and 'y' or a matrix-like 'x'");
    }
    let Some(x) = input(args, "x", correlated)? else { return fail("'x' is NULL") };
    let y = input(args, "y", correlated)?;
    table(args, &x, y.as_ref(), policy, method, correlated)
}

/// All pairs of columns.
fn table(
    args: &mut Args,
    x: &Value,
    y: Option<&Value>,
    policy: Use,
    method: Method,
    correlated: bool,
) -> Eval {
    let mut a = Columns::of(x)?;
    let mut b = y.map(Columns::of).transpose()?;
    if b.as_ref().is_some_and(|b| b.rows != a.rows) {
        return fail("incompatible dimensions");
    }
    let gone: Vec<bool> =
        (0..a.rows).map(|i| a.is_missing_in(i) || b.as_ref().is_some_and(|b| b.is_missing_in(i))).collect();
    if policy == Use::All && gone.contains(&true) {
        return fail("missing observations in cov/cor");
    }
    if policy.drops_rows() {
        let kept: Vec<usize> = (0..a.rows).filter(|&i| !gone[i]).collect();
        if kept.is_empty() && policy == Use::Complete {
            return fail("no complete element pairs");
        }
        a.keep(&kept);
        if let Some(b) = &mut b {
            b.keep(&kept);
        }
    }
    let other = b.as_ref().unwrap_or(&a);
    let (n, p) = (a.data.len(), other.data.len());
    let mut flat = false;
    let mut out = vec![NA_REAL; n * p];
    for j in 0..p {
        for i in 0..n {
            out[j * n + i] = if b.is_none() && i < j {
                out[i * n + j]
            } else {
                pair(&a.data[i], &other.data[j], policy, method, correlated, b.is_none() && i == j, &mut flat)
            };
        }
    }
    // The upper triangle was copied before the lower one was known.
    if b.is_none() {
        for j in 0..p {
            for i in 0..j {
                out[j * n + i] = out[i * n + j];
            }
        }
    }
    if flat {
        args.warn("the standard deviation is zero")?;
    }
    if !a.is_matrix && !other.is_matrix {
        return Ok(Value::double(out[0]));
    }
    Ok(shaped(out, &a, other))
}

fn shaped(out: Vec<f64>, a: &Columns, b: &Columns) -> Value {
    let dim = vec![a.data.len() as i32, b.data.len() as i32];
    let out = Value::doubles(out).with_attribute(known::DIM, Value::integers(dim));
    if a.names.is_none() && b.names.is_none() {
        return out;
    }
    let side = |c: &Columns| c.names.as_ref().map_or(Value::Null, |n| n.clone().into());
    out.with_attribute(known::DIMNAMES, Value::list(vec![side(a), side(b)]))
}

/// One number; NA when it is not defined. Notes a correlation without spread in `flat`.
fn pair(
    x: &[f64],
    y: &[f64],
    policy: Use,
    method: Method,
    correlated: bool,
    same: bool,
    flat: &mut bool,
) -> f64 {
    let kept: Vec<usize> =
        (0..x.len()).filter(|&i| policy != Use::Pairwise || !x[i].is_nan() && !y[i].is_nan()).collect();
    let pick = |v: &[f64]| kept.iter().map(|&i| v[i]).collect::<Vec<f64>>();
    let (x, y) = (pick(x), pick(y));
    // A variable goes with itself, whatever is unknown of it.
    if same && correlated && policy == Use::Everything && x.len() > 1 && x.iter().any(|v| v.is_nan()) {
        return 1.0;
    }
    if x.len() < 2 && method != Method::Kendall || x.is_empty() || x.iter().chain(&y).any(|v| v.is_nan()) {
        return NA_REAL;
    }
    if !correlated {
        return covariance(&x, &y, method);
    }
    let constant = |v: &[f64]| v.iter().all(|e| *e == v[0]);
    if same && !constant(&x) {
        return 1.0;
    }
    let r = correlation(&x, &y, method);
    if r.is_nan() {
        *flat |= !same || constant(&x);
        return if same { 1.0 } else { NA_REAL };
    }
    r
}

pub(super) fn cov_to_cor(args: &mut Args) -> Eval {
    let v = args.value("V")?;
    let Some([n, p]) = v.dim().and_then(|d| <[usize; 2]>::try_from(d).ok()) else {
        return fail("'V' is not a square numeric matrix");
    };
    if n != p || !matches!(v, Value::Integer(_) | Value::Double(_)) {
        return fail("'V' is not a square numeric matrix");
    }
    let data = as_double(&v, &mut Vec::new())?;
    let inverse: Vec<f64> = (0..n).map(|i| (1.0 / data[i + i * n]).sqrt()).collect();
    if inverse.iter().any(|d| !d.is_finite()) {
        args.warn("diag(.) had 0 or NA entries; non-finite result is doubtful")?;
    }
    let cell = |k: usize| {
        let (i, j) = (k % n, k / n);
        if i == j { 1.0 } else { inverse[i] * data[k] * inverse[j] }
    };
    Ok(Value::doubles((0..n * n).map(cell).collect::<Vec<_>>()).with_attributes(v.attributes().clone()))
}
