//! QR decompositions and what is read from them.

use super::{Named, matrix, matrix_value, named_matrix};
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{Argument, NA_REAL, Strings, Value, as_double, as_integer, known};
use raglan_stats::linear::{Qr, back_solve};
use raglan_stats::matrix::Matrix;

/// A decomposition as its R object holds it, with the names of its columns in pivoted order.
struct Decomposed {
    factor: Qr,
    rows: Option<Strings>,
    columns: Option<Strings>,
}

impl Decomposed {
    fn of(value: &Value, message: &str) -> Eval<Self> {
        if !value.has_class("qr") {
            return fail(message);
        }
        let part = |name: &str| value.part(name).unwrap_or_default();
        let compact = Named::of(&part("qr"), "qr")?;
        let pivot = as_integer(&part("pivot"), &mut Vec::new())?;
        let rank = as_integer(&part("rank"), &mut Vec::new())?.first().copied().unwrap_or(0);
        let factor = Qr {
            aux: as_double(&part("qraux"), &mut Vec::new())?.to_vec(),
            pivot: pivot.iter().map(|&k| (k.max(1) - 1) as usize).collect(),
            rank: rank.max(0) as usize,
            compact: compact.value,
        };
        if factor.pivot.len() != factor.cols() || factor.aux.len() < factor.cols() {
            return fail("argument is not a QR decomposition");
        }
        Ok(Self { factor, rows: compact.rows, columns: compact.columns })
    }

    /// The names of the columns as they stood before pivoting.
    fn original_names(&self) -> Option<Strings> {
        let names = self.columns.as_ref()?;
        let place = |j: usize| self.factor.pivot.iter().position(|&k| k == j);
        Some((0..self.factor.cols()).map(|j| place(j).and_then(|at| names.get(at))).collect())
    }

    /// The triangle with as many rows as asked for.
    fn triangle(&self, rows: usize) -> Matrix {
        let compact = &self.factor.compact;
        Matrix::from_fn(rows, compact.cols(), |i, j| if i <= j { compact[(i, j)] } else { 0.0 })
    }

    /// Qy or Qᵀy, by columns.
    fn rotate(&self, mut y: Matrix, transpose: bool) -> Matrix {
        for j in 0..y.cols() {
            let column = y.column_mut(j);
            if transpose { self.factor.qty(column) } else { self.factor.qy(column) }
        }
        y
    }

    /// Least squares coefficients in the original order; NA for columns left out.
    fn solve(&self, y: &Matrix) -> Eval<Matrix> {
        let rank = self.factor.rank;
        let rotated = self.rotate(y.clone(), true);
        let corner = Matrix::from_fn(rank, rank, |i, j| self.factor.compact[(i, j)]);
        let rows: Vec<usize> = (0..rank).collect();
        let solved = match back_solve(&corner, &rotated.select_rows(&rows), false) {
            Ok(solved) => solved,
            Err(_) => return fail("exact singularity in 'qr.coef'"),
        };
        let mut out = Matrix::from_fn(self.factor.cols(), y.cols(), |_, _| NA_REAL);
        for j in 0..y.cols() {
            for i in 0..rank {
                out[(self.factor.pivot[i], j)] = solved[(i, j)];
            }
        }
        Ok(out)
    }
}

fn decomposed(args: &mut Args) -> Eval<Decomposed> {
    Decomposed::of(&args.value("qr")?, "argument is not a QR decomposition")
}

/// The argument `y`, which must have the rows of the decomposition.
fn response(args: &mut Args, qr: &Decomposed) -> Eval<Named> {
    let y = matrix(args, "y")?;
    if y.value.rows() != qr.factor.rows() {
        return fail("'qr' and 'y' must have the same number of rows");
    }
    Ok(y)
}

pub(super) fn qr(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["LAPACK"])?;
    let x = matrix(args, "x")?;
    if x.value.data().iter().any(|v| v.is_nan() || v.is_infinite()) {
        return fail("NA/NaN/Inf in foreign function call (arg 1)");
    }
    let factor = Qr::new(x.value, args.number("tol")?);
    let columns = x.columns.map(|names| factor.pivot.iter().map(|&k| names.get(k)).collect());
    let pivot: Vec<i32> = factor.pivot.iter().map(|&k| k as i32 + 1).collect();
    Ok(Value::named_list([
        ("qr", named_matrix(factor.compact, x.rows.as_ref(), columns.as_ref())),
        ("rank", Value::count(factor.rank)),
        ("qraux", Value::doubles(factor.aux)),
        ("pivot", Value::integers(pivot)),
    ])
    .with_class(&["qr"]))
}

pub(super) fn r(args: &mut Args) -> Eval {
    let qr = decomposed(args)?;
    let (n, p) = (qr.factor.rows(), qr.factor.cols());
    let rows = if args.flag("complete")? { n } else { n.min(p) };
    let names = qr.rows.as_ref().map(|n| (0..rows).map(|i| n.get(i)).collect::<Strings>());
    Ok(named_matrix(qr.triangle(rows), names.as_ref(), qr.columns.as_ref()))
}

pub(super) fn q(args: &mut Args) -> Eval {
    let qr = decomposed(args)?;
    let (n, p) = (qr.factor.rows(), qr.factor.cols());
    let columns = if args.flag("complete")? { n } else { n.min(p) };
    let diagonal = if args.is_missing("Dvec") { vec![1.0] } else { args.doubles("Dvec")?.to_vec() };
    if diagonal.is_empty() {
        return fail("invalid 'Dvec' argument");
    }
    let start = Matrix::from_fn(n, columns, |i, j| if i == j { diagonal[i % diagonal.len()] } else { 0.0 });
    Ok(matrix_value(qr.rotate(start, false)))
}

/// The matrix that was decomposed.
pub(super) fn x(args: &mut Args) -> Eval {
    let qr = decomposed(args)?;
    let columns = args.count("ncol")?;
    let (n, p) = (qr.factor.rows(), qr.factor.cols());
    // Columns beyond those of the matrix complete it to a square.
    let whole = Matrix::from_fn(n, p.max(columns), |i, j| {
        if j >= p {
            f64::from(u8::from(i == j))
        } else if i <= j {
            qr.factor.compact[(i, j)]
        } else {
            0.0
        }
    });
    let rotated = qr.rotate(whole, false);
    let mut order: Vec<usize> = (0..rotated.cols()).collect();
    for (at, &original) in qr.factor.pivot.iter().enumerate() {
        order[original] = at;
    }
    let kept = &order[..columns];
    let names = qr.original_names().filter(|_| columns <= p);
    let names: Option<Strings> = names.map(|n| (0..columns).map(|j| n.get(j)).collect());
    Ok(named_matrix(rotated.select_columns(kept), qr.rows.as_ref(), names.as_ref()))
}

pub(super) fn multiply(args: &mut Args, transpose: bool) -> Eval {
    let qr = decomposed(args)?;
    let y = response(args, &qr)?;
    let out = qr.rotate(y.value, transpose);
    Ok(if y.is_matrix { named_matrix(out, None, y.columns.as_ref()) } else { Value::doubles(out.into_vec()) })
}

pub(super) fn coefficients(args: &mut Args) -> Eval {
    let qr = Decomposed::of(&args.value("qr")?, "first argument must be a QR decomposition")?;
    let y = response(args, &qr)?;
    shown_coefficients(&qr, &y)
}

fn shown_coefficients(qr: &Decomposed, y: &Named) -> Eval {
    let out = qr.solve(&y.value)?;
    let names = qr.original_names();
    if y.is_matrix {
        return Ok(named_matrix(out, names.as_ref(), y.columns.as_ref()));
    }
    let names = names.map_or(Value::Null, Value::from);
    Ok(Value::doubles(out.into_vec()).with_attribute(known::NAMES, names))
}

/// Residuals, or fitted values from the first `k` columns.
pub(super) fn project(args: &mut Args, residuals: bool) -> Eval {
    let qr = decomposed(args)?;
    let y = response(args, &qr)?;
    let k = if residuals { qr.factor.rank } else { args.count("k")? };
    if k > qr.factor.rank {
        return fail("'k' is too large");
    }
    let mut rotated = qr.rotate(y.value, true);
    for j in 0..rotated.cols() {
        let column = rotated.column_mut(j);
        if residuals { column[..k].fill(0.0) } else { column[k..].fill(0.0) }
    }
    let out = qr.rotate(rotated, false);
    Ok(if y.is_matrix { matrix_value(out) } else { Value::doubles(out.into_vec()) })
}

fn solve_with(args: &mut Args, qr: &Decomposed) -> Eval {
    let (n, p) = (qr.factor.rows(), qr.factor.cols());
    if qr.factor.rank < n.min(p) {
        return fail("singular matrix 'a' in solve");
    }
    if args.is_missing("b") {
        if n != p {
            return fail("only square matrices can be inverted");
        }
        let b = Named { value: Matrix::identity(n), rows: None, columns: None, is_matrix: true };
        return shown_coefficients(qr, &b);
    }
    let b = matrix(args, "b")?;
    if b.value.rows() != n {
        return fail("'qr' and 'y' must have the same number of rows");
    }
    shown_coefficients(qr, &b)
}

pub(super) fn solve_method(args: &mut Args) -> Eval {
    let qr = Decomposed::of(&args.value("a")?, "argument is not a QR decomposition")?;
    solve_with(args, &qr)
}

pub(super) fn solve(args: &mut Args) -> Eval {
    let mut a = args.value("a")?;
    if !a.has_class("qr") {
        let tolerance = Argument::named("tol", args.value("tol")?);
        a = args.apply_named("qr", vec![Argument::new(a), tolerance])?;
    }
    let qr = Decomposed::of(&a, "argument is not a QR decomposition")?;
    solve_with(args, &qr)
}
