//! Model matrices: the columns of each term, factors by contrasts or indicators.

use super::contrasts::{Contrasts, contrasts_of, indicators};
use super::frame::ModelFrame;
use super::rows::{codes_of, levels_of};
use super::terms::{Terms, variable_name};
use raglan_engine::eval::{Eval, Session, fail};
use raglan_engine::value::{Symbol, Value, as_double, known};
use raglan_stats::matrix::Matrix;

/// A model matrix.
#[derive(Clone)]
pub struct ModelMatrix {
    /// One row per row of the frame.
    pub x: Matrix,
    /// Names of the columns.
    pub names: Vec<String>,
    /// For each column the number of its term, 0 for the intercept.
    pub assign: Vec<i32>,
    /// The contrasts of each factor: the name of a function or a matrix.
    pub contrasts: Vec<(String, Value)>,
}

/// A variable as columns: numbers, or codes into contrasts.
enum Variable {
    Numbers { columns: Vec<Vec<f64>>, names: Vec<String> },
    Factor { name: String, codes: Vec<Option<usize>>, contrasts: Contrasts, levels: Vec<String> },
}

/// The model matrix of a frame. `asked` are contrasts by variable (`contrasts.arg`).
pub fn model_matrix(
    session: &mut Session,
    frame: &ModelFrame,
    asked: &[(String, Value)],
) -> Eval<ModelMatrix> {
    let terms = &frame.terms;
    let first = usize::from(terms.response);
    let used = |k: usize| terms.factors.iter().any(|f| f[k] > 0);
    let mut variables: Vec<Option<Variable>> = Vec::new();
    let mut recorded = Vec::new();
    let whole = columns_by_name(frame)?;
    for k in 0..terms.variables.len() {
        if k < first || !used(k) {
            variables.push(None);
            continue;
        }
        let name = variable_name(&terms.variables[k]);
        let value = &whole[k];
        let asked = asked.iter().find(|(n, _)| *n == name).map(|(_, v)| v);
        let variable = variable_columns(session, &name, value, asked)?;
        if let Variable::Factor { contrasts, levels, .. } = &variable {
            let record = match &contrasts.function {
                Some(function) => Value::string(function),
                None => contrasts.to_value(Some(levels)),
            };
            recorded.push((name, record));
        }
        variables.push(Some(variable));
    }
    let factors = adjusted_coding(terms, &variables);
    let n = frame.rows();
    let mut out = Columns { data: Vec::new(), names: Vec::new(), assign: Vec::new() };
    if terms.intercept {
        out.push(vec![1.0; n], "(Intercept)".into(), 0);
    }
    for (t, coding) in factors.iter().enumerate() {
        out.term(t as i32 + 1, coding, &variables, n);
    }
    let x = Matrix::from_columns(n, &out.data);
    Ok(ModelMatrix { x, names: out.names, assign: out.assign, contrasts: recorded })
}

/// The variables of the terms, found in the frame by name.
fn columns_by_name(frame: &ModelFrame) -> Eval<Vec<Value>> {
    let mut out = Vec::new();
    for (k, name) in frame.terms.names().iter().enumerate() {
        match frame.frame.part(name) {
            Some(column) => out.push(column),
            None if frame.terms.factors.iter().any(|f| f[k] > 0) => {
                return fail(format!("variable '{name}' is not in the model frame"));
            }
            None => out.push(Value::Null),
        }
    }
    Ok(out)
}

fn variable_columns(
    session: &mut Session,
    name: &str,
    value: &Value,
    asked: Option<&Value>,
) -> Eval<Variable> {
    let factor = levels_of(value).filter(|_| !matches!(value, Value::Character(_)) || value.dim().is_none());
    if let Some(levels) = factor {
        let levels = match value {
            Value::Logical(_) => vec!["FALSE".to_string(), "TRUE".to_string()],
            _ => levels,
        };
        let contrasts = contrasts_of(session, value, asked)?;
        let codes = codes_of(value, &levels);
        return Ok(Variable::Factor { name: name.to_string(), codes, contrasts, levels });
    }
    match value {
        Value::Double(_) | Value::Integer(_) | Value::Logical(_) => {}
        _ => {
            return fail(format!(
                "variables of type '{}' are invalid",
                raglan_engine::value::type_name(value)
            ));
        }
    }
    let data = as_double(value, &mut Vec::new())?;
    let Some([rows, cols]) = value.dim().as_deref().and_then(|d| <[usize; 2]>::try_from(d).ok()) else {
        return Ok(Variable::Numbers { columns: vec![data.to_vec()], names: vec![name.to_string()] });
    };
    let labels = value.dimnames().and_then(|d| d.get(1).cloned().flatten());
    let label = |j: usize| match (&labels, cols) {
        (Some(labels), _) => format!("{name}{}", labels.get(j).unwrap_or("NA")),
        (None, 1) => name.to_string(),
        (None, _) => format!("{name}{}", j + 1),
    };
    let columns = (0..cols).map(|j| data[j * rows..(j + 1) * rows].to_vec()).collect();
    Ok(Variable::Numbers { columns, names: (0..cols).map(label).collect() })
}

/// Without an intercept the first factor found is coded by indicators.
fn adjusted_coding(terms: &Terms, variables: &[Option<Variable>]) -> Vec<Vec<i32>> {
    let mut factors = terms.factors.clone();
    if !terms.intercept {
        'search: for coding in &mut factors {
            for (k, variable) in variables.iter().enumerate() {
                if coding[k] > 0 && matches!(variable, Some(Variable::Factor { .. })) {
                    coding[k] = 2;
                    break 'search;
                }
            }
        }
    }
    factors
}

struct Columns {
    data: Vec<Vec<f64>>,
    names: Vec<String>,
    assign: Vec<i32>,
}

impl Columns {
    fn push(&mut self, column: Vec<f64>, name: String, term: i32) {
        self.data.push(column);
        self.names.push(name);
        self.assign.push(term);
    }

    /// The columns of a term: products over its variables, the first variable running fastest.
    fn term(&mut self, term: i32, coding: &[i32], variables: &[Option<Variable>], n: usize) {
        let mut columns: Vec<(Vec<f64>, String)> = Vec::new();
        let mut started = false;
        for (k, &code) in coding.iter().enumerate().filter(|(_, c)| **c > 0) {
            let Some(variable) = &variables[k] else { continue };
            let own = variable.columns(code == 2, n);
            columns = if started { crossed(&columns, &own) } else { own };
            started = true;
        }
        for (column, name) in columns {
            self.push(column, name, term);
        }
    }
}

fn crossed(a: &[(Vec<f64>, String)], b: &[(Vec<f64>, String)]) -> Vec<(Vec<f64>, String)> {
    let mut out = Vec::with_capacity(a.len() * b.len());
    for (y, second) in b {
        for (x, first) in a {
            let column = x.iter().zip(y).map(|(x, y)| x * y).collect();
            out.push((column, format!("{first}:{second}")));
        }
    }
    out
}

impl Variable {
    fn columns(&self, full: bool, n: usize) -> Vec<(Vec<f64>, String)> {
        match self {
            Self::Numbers { columns, names } => columns.iter().cloned().zip(names.iter().cloned()).collect(),
            Self::Factor { name, codes, contrasts, levels } => {
                let all;
                let used = if full {
                    all = indicators(levels);
                    &all
                } else {
                    contrasts
                };
                (0..used.matrix.cols())
                    .map(|j| {
                        let value = |c: &Option<usize>| {
                            c.map_or(raglan_engine::value::NA_REAL, |k| used.matrix[(k, j)])
                        };
                        let column: Vec<f64> = codes.iter().take(n).map(value).collect();
                        let label = match &used.names {
                            Some(names) => format!("{name}{}", names[j]),
                            None => format!("{name}{}", j + 1),
                        };
                        (column, label)
                    })
                    .collect()
            }
        }
    }
}

impl ModelMatrix {
    /// The matrix of R, with its attributes.
    pub fn to_value(&self, rows: &[String]) -> Value {
        let dim = vec![self.x.rows() as i32, self.x.cols() as i32];
        let names = Value::list(vec![Value::strings(rows), Value::strings(&self.names)]);
        let mut out = Value::doubles(self.x.data().to_vec())
            .with_attribute(known::DIM, Value::integers(dim))
            .with_attribute(known::DIMNAMES, names)
            .with_attribute(Symbol::new("assign"), Value::integers(self.assign.clone()));
        if !self.contrasts.is_empty() {
            out.set_attribute(Symbol::new("contrasts"), self.contrast_list());
        }
        out
    }

    /// The contrasts as a named list, NULL when there are none.
    pub fn contrast_list(&self) -> Value {
        match self.contrasts.is_empty() {
            true => Value::Null,
            false => Value::named_list(self.contrasts.clone()),
        }
    }
}
