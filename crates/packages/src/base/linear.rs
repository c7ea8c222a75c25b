//! Linear algebra: the numerics behind `solve`, `chol`, `qr`, `svd`, `eigen`.

use raglan_engine::eval::{Args, Builtin, Eval, fail, private};
use raglan_engine::value::{Complex, Value, Vector, as_double, known};
use raglan_stats::linear::{
    Cholesky, LinearError, Lu, Qr, Svd, back_solve, forward_solve, general_eigen, pivoted_cholesky,
    symmetric_eigen,
};
use raglan_stats::matrix::Matrix;

pub(super) const FUNCTIONS: &[Builtin] = &[
    private(".solve(a, b, tol)", solve),
    private(".log_determinant(a)", log_determinant),
    private(".rcond(a)", |a| {
        let a = matrix(a, "a")?;
        Ok(Value::double(Lu::new(&a).reciprocal_condition()))
    }),
    private(".chol(a, pivot, tol)", chol),
    private(".chol2inv(r, size)", chol2inv),
    private(".triangular_solve(r, x, upper, transpose)", triangular),
    private(".qr(x, tol)", qr),
    private(".qr_multiply(qr, aux, rank, y, transpose)", qr_multiply),
    private(".svd(x)", svd),
    private(".eigen_symmetric(x)", eigen_symmetric),
    private(".eigen_general(x)", eigen_general),
];

/// A numeric matrix argument.
fn matrix(args: &mut Args, name: &str) -> Eval<Matrix> {
    let value = args.value(name)?;
    if !raglan_engine::value::is_numeric_like(&value) {
        return fail(format!("'{name}' must be a numeric matrix"));
    }
    let data = as_double(&value, &mut Vec::new())?;
    let (rows, cols) = match value.dim().as_deref() {
        Some([n, p]) => (*n, *p),
        _ => (data.len(), 1),
    };
    Ok(Matrix::from_vec(rows, cols, data.to_vec()))
}

/// A matrix as R holds it.
pub(crate) fn matrix_value(m: Matrix) -> Value {
    let dim = vec![m.rows() as i32, m.cols() as i32];
    Value::doubles(m.into_vec()).with_attribute(known::DIM, Value::integers(dim))
}

fn refusal<T>(error: LinearError, routine: &str) -> Eval<T> {
    match error {
        LinearError::NotPositive(k) => fail(format!("the leading minor of order {k} is not positive")),
        LinearError::ExactlySingular(k) => {
            fail(format!("Lapack routine {routine}: system is exactly singular: U[{k},{k}] = 0"))
        }
        LinearError::NearlySingular(rcond) => fail(format!(
            "system is computationally singular: reciprocal condition number = {}",
            raglan_engine::value::format::real_to_string(rcond, 6, 0)
        )),
        LinearError::NotFinite => fail("infinite or missing values in 'x'"),
        LinearError::NoConvergence => fail(format!("error code 1 from Lapack routine '{routine}'")),
    }
}

fn solve(args: &mut Args) -> Eval {
    let (a, b) = (matrix(args, "a")?, matrix(args, "b")?);
    if a.rows() != a.cols() {
        return fail(format!("'a' ({} x {}) must be square", a.rows(), a.cols()));
    }
    if b.rows() != a.cols() {
        return fail(format!(
            "'b' ({} x {}) must be compatible with 'a' ({} x {})",
            b.rows(),
            b.cols(),
            a.rows(),
            a.cols()
        ));
    }
    let tolerance = args.number("tol")?;
    match Lu::new(&a).solve(&b, tolerance) {
        Ok(x) => Ok(matrix_value(x)),
        Err(error) => refusal(error, "dgesv"),
    }
}

fn log_determinant(args: &mut Args) -> Eval {
    let a = matrix(args, "a")?;
    let (modulus, sign) = Lu::new(&a).log_determinant();
    Ok(Value::doubles(vec![modulus, sign]))
}

fn chol(args: &mut Args) -> Eval {
    let a = matrix(args, "a")?;
    if args.flag("pivot")? {
        let (r, pivot, rank) = pivoted_cholesky(&a, args.number("tol")?);
        let pivot = Value::integers(pivot.into_iter().map(|k| k as i32 + 1).collect::<Vec<_>>());
        return Ok(Value::list(vec![matrix_value(r), pivot, Value::count(rank)]));
    }
    match Cholesky::new(&a) {
        Ok(factor) => Ok(matrix_value(factor.r)),
        Err(error) => refusal(error, "dpotrf"),
    }
}

fn chol2inv(args: &mut Args) -> Eval {
    let r = matrix(args, "r")?;
    let size = args.count("size")?;
    if size > r.cols() || size > r.rows() {
        return fail("'size' cannot exceed the extents of 'x'");
    }
    let part = Matrix::from_fn(size, size, |i, j| if i <= j { r[(i, j)] } else { 0.0 });
    if let Some(k) = (0..size).find(|&k| part[(k, k)] == 0.0) {
        return fail(format!("element ({0}, {0}) is zero, so the inverse cannot be computed", k + 1));
    }
    Ok(matrix_value(Cholesky { r: part }.inverse()))
}

fn triangular(args: &mut Args) -> Eval {
    let (r, x) = (matrix(args, "r")?, matrix(args, "x")?);
    let (upper, transpose) = (args.flag("upper")?, args.flag("transpose")?);
    let result = if upper { back_solve(&r, &x, transpose) } else { forward_solve(&r, &x, transpose) };
    match result {
        Ok(x) => Ok(matrix_value(x)),
        Err(LinearError::ExactlySingular(k)) => {
            fail(format!("singular matrix in 'backsolve'. First zero in diagonal [{k}]"))
        }
        Err(error) => refusal(error, "dtrtrs"),
    }
}

fn qr(args: &mut Args) -> Eval {
    let x = matrix(args, "x")?;
    let factor = Qr::new(x, args.number("tol")?);
    let pivot: Vec<i32> = factor.pivot.iter().map(|&k| k as i32 + 1).collect();
    Ok(Value::named_list([
        ("qr", matrix_value(factor.compact)),
        ("rank", Value::count(factor.rank)),
        ("qraux", Value::doubles(factor.aux)),
        ("pivot", Value::integers(pivot)),
    ]))
}

fn qr_multiply(args: &mut Args) -> Eval {
    let compact = matrix(args, "qr")?;
    let aux = args.doubles("aux")?.to_vec();
    let rank = args.count("rank")?;
    let mut y = matrix(args, "y")?;
    let transpose = args.flag("transpose")?;
    let pivot = (0..compact.cols()).collect();
    let factor = Qr { compact, aux, pivot, rank };
    for j in 0..y.cols() {
        let column = y.column_mut(j);
        if transpose { factor.qty(column) } else { factor.qy(column) }
    }
    Ok(matrix_value(y))
}

fn svd(args: &mut Args) -> Eval {
    let x = matrix(args, "x")?;
    match Svd::new(&x) {
        Ok(svd) => Ok(Value::named_list([
            ("d", Value::doubles(svd.values)),
            ("u", matrix_value(svd.u)),
            ("vt", matrix_value(svd.vt)),
        ])),
        Err(error) => refusal(error, "dgesdd"),
    }
}

fn eigen_symmetric(args: &mut Args) -> Eval {
    let x = matrix(args, "x")?;
    match symmetric_eigen(&x) {
        Ok(e) => Ok(Value::named_list([
            ("values", Value::doubles(e.values)),
            ("vectors", matrix_value(e.vectors)),
        ])),
        Err(error) => refusal(error, "dsyevr"),
    }
}

fn eigen_general(args: &mut Args) -> Eval {
    let x = matrix(args, "x")?;
    let e = match general_eigen(&x) {
        Ok(e) => e,
        Err(error) => return refusal(error, "dgeev"),
    };
    if e.imaginary.iter().all(|&v| v == 0.0) {
        return Ok(Value::named_list([
            ("values", Value::doubles(e.real)),
            ("vectors", matrix_value(e.vectors_real)),
        ]));
    }
    let pair = |(&re, &im): (&f64, &f64)| Complex::new(re, im);
    let values: Vec<Complex> = e.real.iter().zip(&e.imaginary).map(pair).collect();
    let parts = e.vectors_real.data().iter().zip(e.vectors_imaginary.data());
    let n = x.cols() as i32;
    let vectors = Value::Complex(Vector::new(parts.map(pair).collect::<Vec<_>>()))
        .with_attribute(known::DIM, Value::integers(vec![n, n]));
    Ok(Value::named_list([("values", Value::Complex(Vector::new(values))), ("vectors", vectors)]))
}
