//! Linear equations: `solve`, triangular systems, Cholesky factors, determinants.

use super::{Named, matrix, matrix_value, named_matrix, named_vector, refusal};
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{Argument, Call, Symbol, Value, known};
use raglan_stats::linear::{Cholesky, LinearError, Lu, Qr, back_solve, forward_solve, pivoted_cholesky};
use raglan_stats::matrix::Matrix;
use std::rc::Rc;

pub(super) fn solve(args: &mut Args) -> Eval {
    let a = matrix(args, "a")?;
    let (n, p) = (a.value.rows(), a.value.cols());
    if n != p {
        return fail(format!("'a' ({n} x {p}) must be square"));
    }
    let b = if args.is_missing("b") {
        Named { value: Matrix::identity(n), rows: None, columns: a.rows.clone(), is_matrix: true }
    } else {
        matrix(args, "b")?
    };
    if b.value.rows() != p {
        let (rows, columns) = (b.value.rows(), b.value.cols());
        return fail(format!("'b' ({rows} x {columns}) must be compatible with 'a' ({n} x {p})"));
    }
    let x = match Lu::new(&a.value).solve(&b.value, args.number("tol")?) {
        Ok(x) => x,
        Err(error) => return refusal(error, "dgesv"),
    };
    if b.is_matrix {
        return Ok(named_matrix(x, a.columns.as_ref(), b.columns.as_ref()));
    }
    Ok(named_vector(&x, a.columns.as_ref()))
}

/// The modulus of the determinant, or its logarithm, and the sign.
pub(super) fn determinant(args: &mut Args) -> Eval {
    let x = matrix(args, "x")?;
    if x.value.rows() != x.value.cols() {
        return fail("'x' must be a square matrix");
    }
    let logarithm = args.flag("logarithm")?;
    let (modulus, sign) = Lu::new(&x.value).log_determinant();
    let modulus = Value::double(if logarithm { modulus } else { modulus.exp() })
        .with_attribute(Symbol::new("logarithm"), Value::logical(logarithm));
    let sign = Value::integer(if sign < 0.0 { -1 } else { 1 });
    Ok(Value::named_list([("modulus", modulus), ("sign", sign)]).with_class(&["det"]))
}

pub(super) fn det(args: &mut Args) -> Eval {
    let mut arguments =
        vec![Argument::new(args.value("x")?), Argument::named("logarithm", Value::logical(true))];
    arguments.extend(args.dots()?);
    let shown = vec![
        Argument::new(Value::symbol("x")),
        Argument::named("logarithm", Value::logical(true)),
        Argument::new(Value::Symbol(known::DOTS)),
    ];
    let env = args.env.clone();
    let function = args.session.find_function(Symbol::new("determinant"), &env)?;
    let call = Rc::new(Call::new("determinant", shown));
    let found = args.session.call_as(&function, arguments, &env, &call)?;
    let number = |name: &str| -> Eval<f64> {
        let part = found.part(name).unwrap_or_default();
        let values = raglan_engine::value::as_double(&part, &mut Vec::new())?;
        Ok(values.first().copied().unwrap_or(f64::NAN))
    };
    Ok(Value::double(number("sign")? * number("modulus")?.exp()))
}

pub(super) fn chol(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if x.dim().is_none_or(|d| d.len() != 2) && x.len() != 1 {
        return fail("non-matrix argument to 'chol'");
    }
    let x = matrix(args, "x")?;
    if x.value.rows() != x.value.cols() {
        return fail("'a' must be a square matrix");
    }
    if !args.flag("pivot")? {
        return match Cholesky::new(&x.value) {
            Ok(factor) => Ok(named_matrix(factor.r, x.rows.as_ref(), x.columns.as_ref())),
            Err(error) => refusal(error, "dpotrf"),
        };
    }
    let (r, pivot, rank) = pivoted_cholesky(&x.value, args.number("tol")?);
    if rank < x.value.rows() {
        args.warn("the matrix is either rank-deficient or not positive definite")?;
    }
    let columns = x.columns.map(|names| pivot.iter().map(|&k| names.get(k)).collect());
    let pivot = Value::integers(pivot.into_iter().map(|k| k as i32 + 1).collect::<Vec<_>>());
    Ok(named_matrix(r, x.rows.as_ref().filter(|_| columns.is_some()), columns.as_ref())
        .with_attribute(Symbol::new("pivot"), pivot)
        .with_attribute(Symbol::new("rank"), Value::count(rank)))
}

pub(super) fn chol2inv(args: &mut Args) -> Eval {
    let r = matrix(args, "x")?.value;
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

/// A system with the upper or lower triangle of the argument `name`.
pub(super) fn triangular(args: &mut Args, name: &str) -> Eval {
    let triangle = matrix(args, name)?.value;
    let right = matrix(args, "x")?;
    let k = args.count("k")?;
    if k > triangle.rows() || k > triangle.cols() || k > right.value.rows() {
        return fail("invalid 'k' argument");
    }
    let corner = Matrix::from_fn(k, k, |i, j| triangle[(i, j)]);
    let rows: Vec<usize> = (0..k).collect();
    let b = right.value.select_rows(&rows);
    let transpose = args.flag("transpose")?;
    let upper = args.flag("upper.tri")?;
    let solved =
        if upper { back_solve(&corner, &b, transpose) } else { forward_solve(&corner, &b, transpose) };
    match solved {
        Ok(x) if right.is_matrix => Ok(matrix_value(x)),
        Ok(x) => Ok(Value::doubles(x.into_vec())),
        Err(LinearError::ExactlySingular(k)) => {
            fail(format!("singular matrix in 'backsolve'. First zero in diagonal [{k}]"))
        }
        Err(error) => refusal(error, "dtrtrs"),
    }
}

pub(super) fn rcond(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["triangular"])?;
    let norm = args.choice("norm")?;
    let mut x = matrix(args, "x")?.value;
    if x.rows() != x.cols() {
        // A matrix that is not square counts by its triangular factor.
        let tall = if x.rows() < x.cols() { x.transpose() } else { x };
        x = Qr::new(tall, 1e-7).r();
    }
    let x = if norm == "I" { x.transpose() } else { x };
    Ok(Value::double(Lu::new(&x).reciprocal_condition()))
}

/// Squared distances of the rows from a centre in the metric of a covariance.
pub(super) fn mahalanobis(args: &mut Args) -> Eval {
    let x = matrix(args, "x")?;
    let (rows, x) = if x.is_matrix { (x.rows, x.value) } else { (None, x.value.transpose()) };
    let center = args.value("center")?;
    let center = match center {
        Value::Logical(ref v) if v.data.first() == Some(&Some(false)) => vec![0.0; x.cols()],
        _ => args.doubles("center")?.to_vec(),
    };
    if center.is_empty() {
        return fail("'center' must not be empty");
    }
    let mut metric = matrix(args, "cov")?.value;
    if !args.flag("inverted")? {
        let mut arguments = vec![Argument::new(args.value("cov")?)];
        arguments.extend(args.dots()?);
        metric = Named::of(&args.apply_named("solve", arguments)?, "cov")?.value;
    }
    if metric.rows() != x.cols() || metric.cols() != x.cols() {
        return fail("non-conformable arguments");
    }
    let distance = |i: usize| -> f64 {
        let d: Vec<f64> = (0..x.cols()).map(|j| x[(i, j)] - center[j % center.len()]).collect();
        let m = metric.transpose_multiply_vector(&d);
        raglan_stats::extended::sum(d.iter().zip(m).map(|(a, b)| a * b))
    };
    let out = Matrix::from_fn(x.rows(), 1, |i, _| distance(i));
    Ok(named_vector(&out, rows.as_ref()))
}
