//! Contrasts: the columns that stand for a factor in a model matrix.

use super::rows::levels_of;
use raglan_engine::eval::{Eval, Session, fail};
use raglan_engine::value::{Argument, Symbol, Value, as_double, known};
use raglan_stats::linear::{LM_TOLERANCE, Qr};
use raglan_stats::matrix::Matrix;

/// The columns of a factor: one row per level.
#[derive(Clone, Debug)]
pub struct Contrasts {
    /// One row per level.
    pub matrix: Matrix,
    /// Names of the columns, if they have some.
    pub names: Option<Vec<String>>,
    /// Whether they were made by a function of this name.
    pub function: Option<String>,
}

/// Indicators of all levels.
pub fn indicators(levels: &[String]) -> Contrasts {
    Contrasts { matrix: Matrix::identity(levels.len()), names: Some(levels.to_vec()), function: None }
}

/// Each level against the one at `base`, counted from zero.
pub fn treatment(levels: &[String], base: usize) -> Contrasts {
    let kept: Vec<usize> = (0..levels.len()).filter(|&k| k != base).collect();
    let matrix = Matrix::identity(levels.len()).select_columns(&kept);
    let names = Some(kept.iter().map(|&k| levels[k].clone()).collect());
    Contrasts { matrix, names, function: None }
}

/// Deviations that sum to zero.
pub fn sum(n: usize) -> Contrasts {
    let matrix = Matrix::from_fn(n, n - 1, |i, j| match i {
        _ if i == n - 1 => -1.0,
        _ if i == j => 1.0,
        _ => 0.0,
    });
    Contrasts { matrix, names: None, function: None }
}

/// Each level against the mean of those before it.
pub fn helmert(n: usize) -> Contrasts {
    let matrix = Matrix::from_fn(n, n - 1, |i, j| match i {
        _ if i <= j => -1.0,
        _ if i == j + 1 => (j + 1) as f64,
        _ => 0.0,
    });
    Contrasts { matrix, names: None, function: None }
}

/// Orthonormal polynomials in the scores.
pub fn polynomial(scores: &[f64]) -> Contrasts {
    let n = scores.len();
    let mean = raglan_stats::summary::mean(scores);
    let centred: Vec<f64> = scores.iter().map(|s| s - mean).collect();
    let powers = Matrix::from_fn(n, n, |i, j| centred[i].powi(j as i32));
    let qr = Qr::new(powers, LM_TOLERANCE);
    let r = qr.r();
    let columns: Vec<Vec<f64>> = (1..n)
        .map(|j| {
            let mut column = vec![0.0; n];
            column[j] = r[(j, j)];
            qr.qy(&mut column);
            let length = column.iter().map(|v| v * v).sum::<f64>().sqrt();
            column.iter().map(|v| v / length).collect()
        })
        .collect();
    let name = |j: usize| match j {
        1 => ".L".to_string(),
        2 => ".Q".to_string(),
        3 => ".C".to_string(),
        _ => format!("^{j}"),
    };
    Contrasts {
        matrix: Matrix::from_columns(n, &columns),
        names: Some((1..n).map(name).collect()),
        function: None,
    }
}

/// A matrix of R as contrasts.
fn from_matrix(value: &Value) -> Eval<Contrasts> {
    let data = as_double(value, &mut Vec::new())?.into_vec();
    let (rows, columns) = match value.dim().as_deref() {
        Some([rows, columns]) => (*rows, *columns),
        _ => (data.len(), 1),
    };
    let names = value.dimnames().and_then(|d| d.get(1).cloned().flatten());
    let names = names.map(|n| n.iter().map(|s| s.unwrap_or("NA").to_string()).collect());
    Ok(Contrasts { matrix: Matrix::from_vec(rows, columns, data), names, function: None })
}

/// Contrasts made by a function of R for some levels.
fn by_function(session: &mut Session, function: &Value, levels: &[String]) -> Eval<Contrasts> {
    let env = session.global.clone();
    let (function, name) = match function {
        Value::Character(v) => {
            let name = v.data.get(0).unwrap_or("NA").to_string();
            let native = match name.as_str() {
                "contr.treatment" => Some(treatment(levels, 0)),
                "contr.SAS" => Some(treatment(levels, levels.len() - 1)),
                "contr.sum" => Some(sum(levels.len())),
                "contr.helmert" => Some(helmert(levels.len())),
                "contr.poly" => Some(polynomial(&(1..=levels.len()).map(|k| k as f64).collect::<Vec<_>>())),
                _ => None,
            };
            if let Some(contrasts) = native {
                return Ok(Contrasts { function: Some(name), ..contrasts });
            }
            (session.find_function(Symbol::new(&name), &env)?, Some(name))
        }
        other => (other.clone(), None),
    };
    let value = session.call(&function, vec![Argument::new(Value::strings(levels))], &env)?;
    Ok(Contrasts { function: name, ..from_matrix(&value)? })
}

/// The name of the contrast function the options ask for.
fn default_function(session: &Session, ordered: bool) -> Value {
    match session.option("contrasts") {
        Value::Character(v) if v.data.len() == 2 => {
            Value::string(v.data.get(usize::from(ordered)).unwrap_or("contr.treatment"))
        }
        _ => Value::string(if ordered { "contr.poly" } else { "contr.treatment" }),
    }
}

/// The contrasts of a variable: those asked for, those set on the factor, or those of the options.
pub fn contrasts_of(session: &mut Session, value: &Value, asked: Option<&Value>) -> Eval<Contrasts> {
    let levels = levels_of(value).unwrap_or_default();
    let levels =
        if matches!(value, Value::Logical(_)) { vec!["FALSE".into(), "TRUE".into()] } else { levels };
    if levels.len() < 2 {
        return fail("contrasts can be applied only to factors with 2 or more levels");
    }
    let set = value.attribute(Symbol::new("contrasts"));
    let default = default_function(session, value.has_class("ordered"));
    let code = asked.cloned().or(set).unwrap_or(default);
    match &code {
        Value::Double(_) | Value::Integer(_) => {
            let contrasts = from_matrix(&code)?;
            if contrasts.matrix.rows() != levels.len() {
                return fail("wrong number of contrast matrix rows");
            }
            Ok(contrasts)
        }
        _ => by_function(session, &code, &levels),
    }
}

impl Contrasts {
    /// As a matrix of R with the levels as row names.
    pub fn to_value(&self, levels: Option<&[String]>) -> Value {
        let dim = vec![self.matrix.rows() as i32, self.matrix.cols() as i32];
        let rows = levels.map_or(Value::Null, Value::strings);
        let columns = self.names.as_ref().map_or(Value::Null, Value::strings);
        let out =
            Value::doubles(self.matrix.data().to_vec()).with_attribute(known::DIM, Value::integers(dim));
        if matches!((&rows, &columns), (Value::Null, Value::Null)) {
            return out;
        }
        out.with_attribute(known::DIMNAMES, Value::list(vec![rows, columns]))
    }
}
