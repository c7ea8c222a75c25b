//! Predictions of linear and generalized linear models: the design of new data, fits, their variances, terms.

use super::frame::{ModelFrame, new_data_frame, scope, variable_class};
use super::linear::{matrix_value, named, qr_from_value};
use super::matrix::{ModelMatrix, model_matrix};
use super::missing::action_of;
use super::summary_linear::numbers;
use super::terms::{Terms, variable_name};
use super::variables::{contrast_list, level_list};
use raglan_engine::eval::{Args, Builtin, Eval, fail, private};
use raglan_engine::value::{NA_REAL, Symbol, Value, as_double};
use raglan_stats::distributions::{chi_squared, f, normal, student_t};
use raglan_stats::matrix::Matrix;

pub(super) const FUNCTIONS: &[Builtin] = &[
    private(".lm.predict(object, newdata = NULL, na.action = NULL, terms = FALSE)", predict),
    private(".upper.tail(which, x, df1, df2)", upper_tail),
    private(".quantile.of(which, p, df)", quantile_of),
    private(".lm.matrix(object, newdata = NULL)", |a| {
        let object = a.value("object")?;
        let design = design(a, &object, None, None)?;
        Ok(design.matrix.to_value(&design.rows))
    }),
];

/// Rows to predict for.
struct Design {
    matrix: ModelMatrix,
    offset: Option<Vec<f64>>,
    rows: Vec<String>,
    action: Value,
}

fn terms_of_fit(object: &Value) -> Eval<Terms> {
    match object.part("terms") {
        Some(terms) => Terms::from_value(&terms, &Default::default()),
        None => fail("no terms component nor attribute"),
    }
}

fn design(args: &mut Args, object: &Value, newdata: Option<Value>, na_action: Option<Value>) -> Eval<Design> {
    let terms = terms_of_fit(object)?;
    let contrasts = contrast_list(object.part("contrasts"));
    let Some(data) = newdata else {
        let frame = match object.part("model") {
            Some(frame) => ModelFrame { frame, terms },
            None => return fail("the fit keeps no model frame (model = FALSE)"),
        };
        let matrix = model_matrix(args.session, &frame, &contrasts)?;
        let offset = object.part("offset").map(|_| numbers(object, "offset")).transpose()?;
        return Ok(Design { matrix, offset, rows: frame.row_labels(), action: action_of(object) });
    };
    let levels = object.part("xlevels").map(|l| level_list(&l)).transpose()?.unwrap_or_default();
    let frame = new_data_frame(args.session, &terms, &data, &levels, na_action)?;
    check_classes(&terms, &frame)?;
    let matrix = model_matrix(args.session, &frame, &contrasts)?;
    let mut offset = frame.offset()?;
    let call = object.part("call");
    let code = call.as_ref().and_then(Value::as_call).and_then(|c| {
        c.arguments.iter().find(|a| a.name.is_some_and(|n| n.as_str() == "offset")).map(|a| a.value.clone())
    });
    if let Some(code) = code {
        let scope = scope(args.session, &data, &terms.environment)?;
        let value = args.session.eval(&code, &scope)?;
        let more = as_double(&value, &mut Vec::new())?;
        let known = offset.unwrap_or_else(|| vec![0.0; frame.rows()]);
        if more.len() != known.len() && more.len() != 1 {
            return fail("the offset has not the length of the new data");
        }
        offset = Some(known.iter().enumerate().map(|(i, o)| o + more[i % more.len()]).collect());
    }
    let action = frame.na_action().unwrap_or(Value::Null);
    Ok(Design { matrix, offset, rows: frame.row_labels(), action })
}

/// Refuses variables of another kind than those of the fit.
fn check_classes(terms: &Terms, frame: &ModelFrame) -> Eval<()> {
    for (k, variable) in frame.terms.variables.iter().enumerate() {
        let name = variable_name(variable);
        let Some((_, old)) = terms.data_classes.iter().find(|(n, _)| *n == name) else { continue };
        let new = variable_class(&frame.variable(k));
        let factors = ["factor", "character", "ordered"];
        let alike = old == &new || (factors.contains(&old.as_str()) && factors.contains(&new.as_str()));
        if !alike {
            return fail(format!(
                "variable '{name}' was fitted with type \"{old}\" but type \"{new}\" was supplied"
            ));
        }
    }
    Ok(())
}

/// `fit`, the variances over the residual variance (`variance`), rows that cannot be estimated, what was left out.
fn predict(args: &mut Args) -> Eval {
    let object = args.value("object")?;
    let newdata = args.optional("newdata")?;
    let na_action = args.optional("na.action")?;
    let fresh = newdata.is_some();
    let design = design(args, &object, newdata, na_action)?;
    let qr = qr_from_value(&object.part("qr").unwrap_or(Value::Null))?;
    let beta = numbers(&object, "coefficients")?;
    let x = &design.matrix.x;
    if x.cols() != beta.len() {
        return fail("the design of the new data has other columns than that of the fit");
    }
    let estimable: Vec<usize> = qr.pivot[..qr.rank].to_vec();
    let chosen = x.select_columns(&estimable);
    let mut fit = chosen.multiply_vector(&estimable.iter().map(|&j| beta[j]).collect::<Vec<_>>());
    if let Some(offset) = &design.offset {
        fit.iter_mut().zip(offset).for_each(|(f, o)| *f += o);
    }
    let root = chosen.multiply(&qr.r_inverse());
    let variance: Vec<f64> =
        (0..x.rows()).map(|i| (0..qr.rank).map(|j| root[(i, j)] * root[(i, j)]).sum()).collect();
    let doubtful = if fresh { doubtful_rows(x, &qr) } else { Vec::new() };
    let mut parts = vec![
        ("fit", named(fit, &design.rows)),
        ("variance", Value::doubles(variance)),
        ("doubtful", Value::integers(doubtful)),
        ("na.action", design.action.clone()),
    ];
    if args.flag("terms")? {
        parts.push(("terms", term_contributions(args, &object, &design, &beta)?));
    }
    Ok(Value::named_list(parts))
}

/// Rows outside the space the fit spans, counted from one: those not orthogonal to its null space.
fn doubtful_rows(x: &Matrix, qr: &raglan_stats::linear::Qr) -> Vec<i32> {
    let (p, rank) = (x.cols(), qr.rank);
    if rank == p {
        return Vec::new();
    }
    let r = qr.r();
    let inverse = qr.r_inverse();
    let mut out = Vec::new();
    for i in 0..x.rows() {
        let outside = (rank..p).any(|j| {
            let mut rest = x[(i, qr.pivot[j])];
            let mut size = rest.abs();
            for k in 0..rank {
                let weight: f64 = (k..rank).map(|l| inverse[(k, l)] * r[(l, j)]).sum();
                rest -= weight * x[(i, qr.pivot[k])];
                size = size.max((weight * x[(i, qr.pivot[k])]).abs());
            }
            rest.abs() > 1e-6 * size.max(1e-300)
        });
        if outside {
            out.push(i as i32 + 1);
        }
    }
    out
}

/// What each term adds to the predictor, centred at the data of the fit.
fn term_contributions(args: &mut Args, object: &Value, design: &Design, beta: &[f64]) -> Eval<Value> {
    let terms = terms_of_fit(object)?;
    let own = self::design(args, object, None, None)?;
    let n = own.matrix.x.rows();
    let means: Vec<f64> = (0..beta.len())
        .map(|j| match terms.intercept {
            true => raglan_stats::summary::mean(own.matrix.x.column(j)),
            false => 0.0,
        })
        .collect();
    let value = |j: usize| if beta[j].is_nan() { 0.0 } else { beta[j] };
    let rows = design.matrix.x.rows();
    let mut out = Matrix::zeros(rows, terms.labels.len());
    for (j, &term) in design.matrix.assign.iter().enumerate().filter(|(_, t)| **t > 0) {
        for i in 0..rows {
            out[(i, term as usize - 1)] += (design.matrix.x[(i, j)] - means[j]) * value(j);
        }
    }
    let constant =
        if terms.intercept && n > 0 { (0..beta.len()).map(|j| means[j] * value(j)).sum() } else { 0.0 };
    Ok(matrix_value(&out, &design.rows, &terms.labels)
        .with_attribute(Symbol::new("constant"), Value::double(constant)))
}

/// Upper tail probabilities; degrees of freedom are recycled.
fn upper_tail(args: &mut Args) -> Eval {
    let which = args.string("which")?;
    let x = args.doubles("x")?;
    let (df1, df2) = (args.doubles("df1")?, args.doubles("df2")?);
    if df1.is_empty() || df2.is_empty() {
        return Ok(Value::doubles(Vec::new()));
    }
    let one = |i: usize| {
        let (value, a, b) = (x[i], df1[i % df1.len()], df2[i % df2.len()]);
        if value.is_nan() || a.is_nan() || b.is_nan() {
            return NA_REAL;
        }
        match which.as_str() {
            "F" => f::cumulative(value, a, b, false, false),
            "chi-squared" => chi_squared::cumulative(value, a, false, false),
            "t" => student_t::cumulative(value, a, false, false),
            _ => normal::cumulative(value, 0.0, 1.0, false, false),
        }
    };
    Ok(Value::doubles((0..x.len()).map(one).collect::<Vec<_>>()))
}

/// Quantiles.
fn quantile_of(args: &mut Args) -> Eval {
    let which = args.string("which")?;
    let (p, df) = (args.doubles("p")?, args.number("df")?);
    let one = |p: &f64| match which.as_str() {
        "t" => student_t::quantile(*p, df, true, false),
        _ => normal::quantile(*p, 0.0, 1.0, true, false),
    };
    Ok(Value::doubles(p.iter().map(one).collect::<Vec<_>>()))
}
