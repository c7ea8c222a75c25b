//! Singular values, eigenvalues, and the norms that rest on them.

use super::{matrix, matrix_value, refusal};
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{Argument, Complex, Value, Vector, known};
use raglan_stats::linear::{Svd, general_eigen, symmetric_eigen};
use raglan_stats::matrix::Matrix;

/// `svd`, or `La.svd` with the right vectors transposed.
pub(super) fn svd(args: &mut Args, transposed: bool) -> Eval {
    let x = matrix(args, "x")?.value;
    let least = x.rows().min(x.cols());
    let count =
        |args: &mut Args, name: &str| if args.is_missing(name) { Ok(least) } else { args.count(name) };
    let (left, right) = (count(args, "nu")?, count(args, "nv")?);
    if left > least || right > least {
        return fail("more than min(n, p) vectors of `svd` are not implemented");
    }
    let found = match Svd::new(&x) {
        Ok(found) => found,
        Err(error) => return refusal(error, "dgesdd"),
    };
    let first: Vec<usize> = (0..left).collect();
    let u = matrix_value(found.u.select_columns(&first));
    let rows: Vec<usize> = (0..right).collect();
    let vt = found.vt.select_rows(&rows);
    let values = Value::doubles(found.values);
    if transposed {
        return Ok(Value::named_list([("d", values), ("u", u), ("vt", matrix_value(vt))]));
    }
    let mut parts = vec![("d", values)];
    if left > 0 {
        parts.push(("u", u));
    }
    if right > 0 {
        parts.push(("v", matrix_value(vt.transpose())));
    }
    Ok(Value::named_list(parts))
}

/// Whether a matrix equals its transpose: the mean difference against the mean size of what differs.
fn symmetric(x: &Matrix, tolerance: f64) -> bool {
    let (mut difference, mut size) = (0.0, 0.0);
    for j in 0..x.cols() {
        for i in 0..x.rows() {
            if x[(i, j)] != x[(j, i)] {
                difference += (x[(i, j)] - x[(j, i)]).abs();
                size += x[(i, j)].abs();
            }
        }
    }
    difference == 0.0 || difference / size <= tolerance
}

pub(super) fn eigen(args: &mut Args) -> Eval {
    let x = matrix(args, "x")?.value;
    if !x.is_finite() {
        return fail("infinite or missing values in 'x'");
    }
    if x.rows() == 0 {
        return fail("0 x 0 matrix");
    }
    if x.rows() != x.cols() {
        return fail("non-square matrix in 'eigen'");
    }
    let only_values = args.flag("only.values")?;
    let symmetric = if args.is_missing("symmetric") {
        symmetric(&x, 100.0 * f64::EPSILON)
    } else {
        args.flag("symmetric")?
    };
    let (values, vectors) = if symmetric { of_symmetric(&x)? } else { of_general(&x)? };
    if only_values {
        return Ok(Value::named_list([("values", values), ("vectors", Value::Null)]));
    }
    Ok(Value::named_list([("values", values), ("vectors", vectors)]).with_class(&["eigen"]))
}

fn of_symmetric(x: &Matrix) -> Eval<(Value, Value)> {
    match symmetric_eigen(x) {
        Ok(found) => Ok((Value::doubles(found.values), matrix_value(found.vectors))),
        Err(error) => refusal(error, "dsyevr"),
    }
}

fn of_general(x: &Matrix) -> Eval<(Value, Value)> {
    let found = match general_eigen(x) {
        Ok(found) => found,
        Err(error) => return refusal(error, "dgeev"),
    };
    if found.imaginary.iter().all(|&v| v == 0.0) {
        return Ok((Value::doubles(found.real), matrix_value(found.vectors_real)));
    }
    let pair = |(&re, &im): (&f64, &f64)| Complex::new(re, im);
    let values: Vec<Complex> = found.real.iter().zip(&found.imaginary).map(pair).collect();
    let parts = found.vectors_real.data().iter().zip(found.vectors_imaginary.data());
    let n = x.cols() as i32;
    let vectors = Value::Complex(Vector::new(parts.map(pair).collect::<Vec<_>>()))
        .with_attribute(known::DIM, Value::integers(vec![n, n]));
    Ok((Value::Complex(Vector::new(values)), vectors))
}

pub(super) fn print_eigen(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    args.session.write("eigen() decomposition\n");
    let mut plain = x.clone();
    plain.set_attribute(known::CLASS, Value::Null);
    let mut arguments = vec![Argument::new(plain)];
    arguments.extend(args.dots()?);
    args.apply_named("print", arguments)?;
    args.invisible(x)
}

pub(super) fn is_symmetric(args: &mut Args) -> Eval {
    let x = args.value("object")?;
    if !matches!(x.dim().as_deref(), Some([n, p]) if n == p) {
        return Ok(Value::logical(false));
    }
    let mut turned = args.apply_named("t", vec![Argument::new(x.clone())])?;
    if let Value::Complex(_) = turned {
        turned = args.apply_named("Conj", vec![Argument::new(turned)])?;
    }
    let tolerance = Argument::named("tolerance", args.value("tol")?);
    let mut arguments = vec![Argument::new(x), Argument::new(turned), tolerance];
    arguments.extend(args.dots()?);
    let equal = args.apply_named("all.equal", arguments)?;
    Ok(Value::logical(matches!(equal, Value::Logical(v) if v.data.first() == Some(&Some(true)))))
}

fn singular_values(x: &Matrix) -> Eval<Vec<f64>> {
    match Svd::new(x) {
        Ok(found) => Ok(found.values),
        Err(error) => refusal(error, "dgesdd"),
    }
}

pub(super) fn norm(args: &mut Args) -> Eval {
    let whole = args.value("x")?;
    if whole.dim().is_none_or(|d| d.len() != 2) && !whole.is_data_frame() {
        return fail("'A' must be a numeric matrix");
    }
    let x = matrix(args, "x")?.value;
    let given = if args.is_missing("type") { "O".to_string() } else { args.string("type")? };
    let kind = given.chars().next().map_or(' ', |c| c.to_ascii_uppercase());
    let absolute = x.map(f64::abs);
    let largest = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
    let sums = |m: &Matrix| (0..m.cols()).map(|j| m.column(j).iter().sum()).collect::<Vec<f64>>();
    if x.data().iter().any(|v| v.is_nan()) {
        return Ok(Value::double(raglan_engine::value::NA_REAL));
    }
    Ok(Value::double(match kind {
        'O' | '1' => largest(&sums(&absolute)),
        'I' => largest(&sums(&absolute.transpose())),
        'F' | 'E' => x.data().iter().map(|v| v * v).sum::<f64>().sqrt(),
        'M' => largest(absolute.data()),
        '2' if x.data().is_empty() => 0.0,
        '2' => singular_values(&x)?.first().copied().unwrap_or(0.0),
        _ => {
            return fail(format!(
                "argument type[1]='{given}' must be one of 'M','1','O','I','F', 'E' or '2'"
            ));
        }
    }))
}

pub(super) fn kappa(args: &mut Args) -> Eval {
    if !args.flag("exact")? {
        return fail("exact = FALSE of `kappa` is not implemented");
    }
    let values = singular_values(&matrix(args, "z")?.value)?;
    let largest = values.iter().copied().fold(0.0, f64::max);
    let least = values.iter().copied().filter(|&d| d > 0.0).fold(f64::INFINITY, f64::min);
    Ok(Value::double(largest / least))
}
