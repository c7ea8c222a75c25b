//! Linear algebra: R's functions over the decompositions of `stats`.

mod qr;
mod solve;
mod spectra;

use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, method};
use raglan_engine::value::{Argument, Strings, Value, as_double, known};
use raglan_stats::linear::LinearError;
use raglan_stats::matrix::Matrix;

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("solve(a, b, ...)"),
    method("solve.default(a, b, tol = .Machine$double.eps, LINPACK = FALSE, ...)", solve::solve),
    method("solve.qr(a, b, ...)", qr::solve_method),
    builtin("det(x, ...)", solve::det),
    generic("determinant(x, logarithm = TRUE, ...)"),
    method("determinant.matrix(x, logarithm = TRUE, ...)", solve::determinant),
    generic("chol(x, ...)"),
    method("chol.default(x, pivot = FALSE, LINPACK = FALSE, tol = -1, ...)", solve::chol),
    builtin("chol2inv(x, size = NCOL(x), LINPACK = FALSE)", solve::chol2inv),
    builtin("backsolve(r, x, k = ncol(r), upper.tri = TRUE, transpose = FALSE)", |a| {
        solve::triangular(a, "r")
    }),
    builtin("forwardsolve(l, x, k = ncol(l), upper.tri = FALSE, transpose = FALSE)", |a| {
        solve::triangular(a, "l")
    }),
    builtin("rcond(x, norm = c(\"O\", \"I\", \"1\"), triangular = FALSE, ...)", solve::rcond),
    generic("kappa(z, ...)"),
    method("kappa.default(z, exact = FALSE, ...)", spectra::kappa),
    builtin("norm(x, type = c(\"O\", \"I\", \"F\", \"M\", \"2\"))", spectra::norm),
    builtin("mahalanobis(x, center, cov, inverted = FALSE, ...)", solve::mahalanobis),
    generic("qr(x, ...)"),
    method("qr.default(x, tol = 1e-07, LAPACK = FALSE, ...)", qr::qr),
    builtin("is.qr(x)", |a| Ok(Value::logical(a.value("x")?.has_class("qr")))),
    builtin("qr.R(qr, complete = FALSE, ...)", qr::r),
    builtin("qr.Q(qr, complete = FALSE, Dvec)", qr::q),
    builtin("qr.X(qr, complete = FALSE, ncol = if (complete) nrow(qr$qr) else min(dim(qr$qr)))", qr::x),
    builtin("qr.qy(qr, y)", |a| qr::multiply(a, false)),
    builtin("qr.qty(qr, y)", |a| qr::multiply(a, true)),
    builtin("qr.coef(qr, y)", qr::coefficients),
    builtin("qr.solve(a, b, tol = 1e-7)", qr::solve),
    builtin("qr.resid(qr, y)", |a| qr::project(a, true)),
    builtin("qr.fitted(qr, y, k = qr$rank)", |a| qr::project(a, false)),
    builtin("svd(x, nu = min(n, p), nv = min(n, p))", |a| spectra::svd(a, false)),
    builtin("La.svd(x, nu = min(n, p), nv = min(n, p))", |a| spectra::svd(a, true)),
    builtin("eigen(x, symmetric, only.values = FALSE, EISPACK = FALSE)", spectra::eigen),
    method("print.eigen(x, ...)", spectra::print_eigen),
    generic("isSymmetric(object, ...)"),
    method(
        "isSymmetric.matrix(object, tol = 100 * .Machine$double.eps, tol1 = 8 * tol, ...)",
        spectra::is_symmetric,
    ),
];

/// A matrix with its names of rows and columns.
struct Named {
    value: Matrix,
    rows: Option<Strings>,
    columns: Option<Strings>,
    /// Whether it was a matrix and not a vector.
    is_matrix: bool,
}

impl Named {
    fn of(value: &Value, what: &str) -> Eval<Self> {
        if let Value::Complex(_) = value {
            return fail(format!("{what} of complex matrices is not implemented"));
        }
        if !raglan_engine::value::is_numeric_like(value) {
            return fail(format!("'{what}' must be a numeric matrix"));
        }
        let data = as_double(value, &mut Vec::new())?.to_vec();
        if let Some([n, p]) = value.dim().as_deref() {
            let mut names = value.dimnames().unwrap_or_default().into_iter();
            let (rows, columns) = (names.next().flatten(), names.next().flatten());
            return Ok(Self { value: Matrix::from_vec(*n, *p, data), rows, columns, is_matrix: true });
        }
        let value_of = Matrix::from_vec(data.len(), 1, data);
        Ok(Self { value: value_of, rows: value.names(), columns: None, is_matrix: false })
    }
}

/// A numeric matrix argument; a data frame is one too.
fn matrix(args: &mut Args, name: &str) -> Eval<Named> {
    let mut value = args.value(name)?;
    if value.is_data_frame() {
        value = args.apply_named("as.matrix", vec![Argument::new(value)])?;
    }
    Named::of(&value, name)
}

/// A matrix as R holds it.
pub(crate) fn matrix_value(m: Matrix) -> Value {
    let dim = vec![m.rows() as i32, m.cols() as i32];
    Value::doubles(m.into_vec()).with_attribute(known::DIM, Value::integers(dim))
}

/// The same with names of rows and columns, if there are any.
fn named_matrix(m: Matrix, rows: Option<&Strings>, columns: Option<&Strings>) -> Value {
    let out = matrix_value(m);
    if rows.is_none() && columns.is_none() {
        return out;
    }
    let side = |names: Option<&Strings>| names.map_or(Value::Null, |n| n.clone().into());
    out.with_attribute(known::DIMNAMES, Value::list(vec![side(rows), side(columns)]))
}

/// A column as a vector with names, if there are any.
fn named_vector(m: &Matrix, names: Option<&Strings>) -> Value {
    let names = names.map_or(Value::Null, |n| n.clone().into());
    Value::doubles(m.data().to_vec()).with_attribute(known::NAMES, names)
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
