//! Orthogonal polynomials of a variable, and factors with another first level.

use super::rows::levels_of;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, method};
use raglan_engine::value::{NA_INTEGER, Symbol, Value, as_double, as_integer, known};
use raglan_stats::linear::{LM_TOLERANCE, Qr};
use raglan_stats::matrix::Matrix;

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("poly(x, ..., degree = 1, coefs = NULL, raw = FALSE, simple = FALSE)", poly),
    generic("relevel(x, ref, ...)"),
    method("relevel.factor(x, ref, ...)", relevel),
];

fn poly(args: &mut Args) -> Eval {
    let mut degree = args.value("degree")?;
    for argument in args.dots()? {
        match argument.name {
            None if argument.value.len() == 1 => degree = argument.value,
            _ => return fail("`poly` of several variables is not implemented"),
        }
    }
    let degree = as_double(&degree, &mut Vec::new())?.first().copied().unwrap_or(1.0);
    if !(degree >= 1.0) {
        return fail("'degree' must be at least 1");
    }
    let degree = degree as usize;
    let x = args.doubles("x")?;
    if args.value("x")?.dim().is_some() {
        return fail("`poly` of a matrix is not implemented");
    }
    let simple = args.flag("simple")?;
    let raw = args.flag("raw")?;
    let (columns, coefs) = if raw {
        ((1..=degree).map(|d| x.iter().map(|v| v.powi(d as i32)).collect()).collect(), None)
    } else if let Some(coefs) = args.optional("coefs")? {
        let part = |name: &str| -> Eval<Vec<f64>> {
            let value = coefs.part(name).unwrap_or(Value::Null);
            Ok(as_double(&value, &mut Vec::new())?.into_vec())
        };
        (evaluate(&x, degree, &part("alpha")?, &part("norm2")?), Some(coefs))
    } else {
        if x.iter().any(|v| v.is_nan()) {
            return fail("missing values are not allowed in 'poly'");
        }
        let (columns, alpha, squares) = orthogonal(&x, degree)?;
        let coefs = Value::named_list([("alpha", Value::doubles(alpha)), ("norm2", Value::doubles(squares))]);
        (columns, Some(coefs))
    };
    let matrix: Vec<f64> = columns.concat();
    let names = Value::list(vec![Value::Null, Value::strings((1..=degree).map(|d| d.to_string()))]);
    let mut out = Value::doubles(matrix)
        .with_attribute(known::DIM, Value::integers(vec![x.len() as i32, degree as i32]))
        .with_attribute(known::DIMNAMES, names);
    if simple {
        return Ok(out);
    }
    if let Some(coefs) = coefs {
        out.set_attribute(Symbol::new("coefs"), coefs);
    }
    out.set_attribute(Symbol::new("degree"), Value::integers((1..=degree as i32).collect::<Vec<_>>()));
    Ok(out.with_class(&["poly", "matrix"]))
}

type Basis = (Vec<Vec<f64>>, Vec<f64>, Vec<f64>);

/// The columns, and the coefficients α and squared norms of their three-term recurrence.
fn orthogonal(x: &[f64], degree: usize) -> Eval<Basis> {
    let n = x.len();
    let mut unique = x.to_vec();
    unique.sort_by(f64::total_cmp);
    unique.dedup();
    if degree >= unique.len() {
        return fail("'degree' must be less than number of unique points");
    }
    let mean = raglan_stats::summary::mean(x);
    let centred: Vec<f64> = x.iter().map(|v| v - mean).collect();
    let qr = Qr::new(Matrix::from_fn(n, degree + 1, |i, j| centred[i].powi(j as i32)), LM_TOLERANCE);
    if qr.rank < degree {
        return fail("'degree' must be less than number of unique points");
    }
    let r = qr.r();
    let (mut columns, mut alpha, mut squares) = (Vec::new(), Vec::new(), vec![1.0]);
    for j in 0..=degree {
        let mut column = vec![0.0; n];
        column[j] = r[(j, j)];
        qr.qy(&mut column);
        let square = raglan_stats::summary::sum(&column.iter().map(|v| v * v).collect::<Vec<_>>());
        let moments: Vec<f64> = column.iter().zip(&centred).map(|(v, c)| c * v * v).collect();
        if j < degree {
            alpha.push(raglan_stats::summary::sum(&moments) / square + mean);
        }
        squares.push(square);
        if j > 0 {
            columns.push(column.iter().map(|v| v / square.sqrt()).collect());
        }
    }
    Ok((columns, alpha, squares))
}

/// The polynomials at new places, by their recurrence.
fn evaluate(x: &[f64], degree: usize, alpha: &[f64], squares: &[f64]) -> Vec<Vec<f64>> {
    let mut all: Vec<Vec<f64>> = vec![vec![1.0; x.len()]];
    for d in 1..=degree.min(alpha.len()) {
        let next: Vec<f64> = (0..x.len())
            .map(|i| {
                let last = (x[i] - alpha[d - 1]) * all[d - 1][i];
                if d == 1 { last } else { last - squares[d] / squares[d - 1] * all[d - 2][i] }
            })
            .collect();
        all.push(next);
    }
    all.iter()
        .enumerate()
        .skip(1)
        .map(|(d, c)| c.iter().map(|v| v / squares[d + 1].sqrt()).collect())
        .collect()
}

fn relevel(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if x.has_class("ordered") {
        return fail("'relevel' only for (unordered) factors");
    }
    let levels = levels_of(&x).unwrap_or_default();
    let reference = match args.value("ref")? {
        Value::Character(v) => {
            let name = v.data.get(0).unwrap_or("NA").to_string();
            match levels.iter().position(|l| *l == name) {
                Some(k) => k,
                None => return fail(format!("'ref' must be an existing level: \"{name}\" is none")),
            }
        }
        _ => args.positions("ref")?.first().copied().unwrap_or(0),
    };
    if reference >= levels.len() {
        return fail(format!("ref = {} must be in 1L:{}", reference + 1, levels.len()));
    }
    let mut order: Vec<usize> = vec![reference];
    order.extend((0..levels.len()).filter(|&k| k != reference));
    let codes = as_integer(&x.clone().stripped(), &mut Vec::new())?;
    let place = |code: i32| match usize::try_from(code) {
        Ok(code) if code > 0 => {
            order.iter().position(|&o| o + 1 == code).map_or(NA_INTEGER, |k| k as i32 + 1)
        }
        _ => NA_INTEGER,
    };
    let mut attributes = x.attributes().clone();
    attributes.set(known::LEVELS, Value::strings(order.iter().map(|&k| &levels[k])));
    Ok(Value::integers(codes.iter().map(|&c| place(c)).collect::<Vec<_>>()).with_attributes(attributes))
}
