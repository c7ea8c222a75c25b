//! `nls()`: nonlinear least squares, its summaries and predictions.

use super::coefmat::{CoefficientTable, coefmat, formatted};
use super::fit::{ask_number, number, numbers};
use super::frame::{FrameRequest, model_frame, scope};
use super::likelihood::likelihood_value;
use super::linear::{frame_code, matrix_parts, matrix_value, named};
use super::missing::{action_of, note, padded};
use super::print_linear::call_text;
use super::summary_linear::{correlation_of, correlation_text};
use super::terms::{TermsOptions, as_formula, formula_of, names_or_empty, sides, sum_of, symbols};
use super::variance_table::{anova_value, f_tail, formula_text};
use crate::base::print::{Style, print_vector};
use raglan_engine::eval::{Args, Builtin, Eval, Signal, fail, lazy, method};
use raglan_engine::value::format::round_significant;
use raglan_engine::value::{Environment, NA_REAL, Symbol, Value, as_double, deparse_line, known};
use raglan_stats::distributions::student_t;
use raglan_stats::matrix::Matrix;
use raglan_stats::optimize::gauss_newton::{
    GaussNewton, GaussNewtonControl, GaussNewtonError, ModelValues, gauss_newton,
};

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy(
        "nls(formula, data = NULL, start, control = NULL, algorithm = c(\"default\", \"plinear\", \"port\"), \
         trace = FALSE, subset, weights, na.action, model = FALSE, lower = -Inf, upper = Inf, ...)",
        nls,
    ),
    lazy(
        "nls.control(maxiter = 50, tol = 1e-05, minFactor = 1/1024, printEval = FALSE, warnOnly = FALSE, \
         scaleOffset = 0, nDcentral = FALSE)",
        |a| {
            let names = ["maxiter", "tol", "minFactor", "printEval", "warnOnly", "scaleOffset", "nDcentral"];
            let values = names.iter().map(|n| Ok((*n, a.value(n)?))).collect::<Eval<Vec<_>>>()?;
            Ok(Value::named_list(values))
        },
    ),
    method("print.nls(x, digits = max(3L, getOption(\"digits\") - 3L), ...)", print),
    method("summary.nls(object, correlation = FALSE, symbolic.cor = FALSE, ...)", summary),
    method(
        "print.summary.nls(x, digits = max(3L, getOption(\"digits\") - 3L), symbolic.cor = FALSE, \
         signif.stars = getOption(\"show.signif.stars\"), ...)",
        print_summary,
    ),
    method("coef.nls(object, ...)", |a| part(a, "parameters")),
    method("formula.nls(x, ...)", |a| Ok(core(&a.value("x")?, "formula"))),
    method("fitted.nls(object, ...)", |a| {
        let object = a.value("object")?;
        padded(&action_of(&object), &core(&object, "fitted"))
    }),
    method("residuals.nls(object, type = c(\"response\", \"pearson\"), ...)", residuals),
    method("weights.nls(object, ...)", |a| Ok(a.value("object")?.part("weights").unwrap_or(Value::Null))),
    method("deviance.nls(object, ...)", |a| part(a, "deviance")),
    method("df.residual.nls(object, ...)", |a| {
        let object = a.value("object")?;
        Ok(Value::integer(degrees(&object) as i32))
    }),
    method("nobs.nls(object, ...)", |a| {
        let object = a.value("object")?;
        Ok(Value::integer(core(&object, "fitted").len() as i32))
    }),
    method("vcov.nls(object, ...)", |a| {
        let object = a.value("object")?;
        let summary = summary_of(&object)?;
        let (columns, rows, _) = matrix_parts(&summary.part("cov.unscaled").unwrap_or(Value::Null))?;
        let (rows, sigma) = (rows.unwrap_or_default(), number(&summary, "sigma")?);
        Ok(matrix_value(&Matrix::from_columns(rows.len(), &columns).map(|v| v * sigma * sigma), &rows, &rows))
    }),
    method("logLik.nls(object, REML = FALSE, ...)", likelihood),
    method("predict.nls(object, newdata, se.fit = FALSE, interval = NULL, ...)", predict),
    method("anova.nls(object, ...)", anova),
    method("confint.nls(object, parm, level = 0.95, ...)", |_| {
        fail(
            "`confint` of nonlinear models by profiling is not implemented; confint.default() gives Wald intervals",
        )
    }),
];

/// What the fit knows beside R's parts.
fn core(object: &Value, name: &str) -> Value {
    object.part("m").and_then(|m| m.part(name)).unwrap_or(Value::Null)
}

fn part(args: &mut Args, name: &str) -> Eval {
    Ok(core(&args.value("object")?, name))
}

fn degrees(object: &Value) -> f64 {
    core(object, "fitted").len() as f64 - core(object, "parameters").len() as f64
}

/// Parameters by name; a start of several numbers is indexed in the formula.
struct Parameters {
    names: Vec<String>,
    lengths: Vec<usize>,
    values: Vec<f64>,
}

impl Parameters {
    fn of(start: &Value) -> Eval<Self> {
        let names = names_or_empty(start);
        let parts: Vec<Value> = match start {
            Value::List(list) => list.data.iter().cloned().collect(),
            other => as_double(other, &mut Vec::new())?.iter().map(|v| Value::double(*v)).collect(),
        };
        if names.len() != parts.len() || names.iter().any(String::is_empty) {
            return fail("'start' needs names");
        }
        let (mut lengths, mut values) = (Vec::new(), Vec::new());
        for part in &parts {
            let numbers = as_double(part, &mut Vec::new())?;
            lengths.push(numbers.len());
            values.extend(numbers.iter());
        }
        Ok(Self { names, lengths, values })
    }

    /// Names of the single numbers.
    fn labels(&self) -> Vec<String> {
        let one = |(name, n): (&String, &usize)| match n {
            1 => vec![name.clone()],
            n => (1..=*n).map(|k| format!("{name}{k}")).collect(),
        };
        self.names.iter().zip(&self.lengths).flat_map(one).collect()
    }

    fn set(&self, values: &[f64], scope: &Environment) {
        let mut at = 0;
        for (name, n) in self.names.iter().zip(&self.lengths) {
            scope.set(name.as_str(), Value::doubles(values[at..at + n].to_vec()));
            at += n;
        }
    }
}

/// The data a formula is evaluated in.
struct Data {
    scope: Environment,
    y: Vec<f64>,
    weights: Option<Vec<f64>>,
    classes: Value,
    action: Option<Value>,
}

fn data_of(args: &mut Args, formula: &Value, parameters: &Parameters, data: &Value) -> Eval<Data> {
    let Some((Some(left), right)) = sides(formula) else { return fail("the formula has no response") };
    let mut used = Vec::new();
    symbols(&left, &mut used);
    let responses = used.clone();
    symbols(&right, &mut used);
    let environment = formula.attribute(known::ENVIRONMENT).unwrap_or(Value::Null);
    let around = scope(args.session, data, &environment)?;
    used.retain(|s| !parameters.names.contains(&s.as_str().to_string()));
    // Single numbers are constants of the model, not variables.
    let mut variables = Vec::new();
    for symbol in used {
        let value = args.session.eval(&Value::Symbol(symbol), &around)?;
        if value.len() > 1 || responses.contains(&symbol) {
            variables.push(symbol);
        }
    }
    let code: Vec<Value> = variables.iter().map(|s| Value::Symbol(*s)).collect();
    let Some(sum) = sum_of(&code) else { return fail("no data variables present") };
    let request = FrameRequest {
        formula: as_formula(formula_of(None, sum), environment.clone()),
        data: data.clone(),
        subset: frame_code(args, "subset"),
        extras: frame_code(args, "weights").map(|c| ("weights".to_string(), c)).into_iter().collect(),
        na_action: if args.is_missing("na.action") { None } else { Some(args.value("na.action")?) },
        options: TermsOptions::default(),
        ..FrameRequest::default()
    };
    let frame = model_frame(args.session, &request)?;
    let inside = Environment::new(&around);
    let (mut names, mut classes) = (Vec::new(), Vec::new());
    for (k, symbol) in variables.iter().enumerate() {
        let column = frame.variable(k);
        if !responses.contains(symbol) {
            names.push(symbol.as_str().to_string());
            classes.push(Some(super::frame::variable_class(&column)));
        }
        inside.set(*symbol, column);
    }
    let y = args.session.eval(&left, &inside)?;
    Ok(Data {
        y: as_double(&y, &mut Vec::new())?.into_vec(),
        scope: inside,
        weights: frame.weights()?,
        classes: Value::texts(classes).with_names(names),
        action: frame.na_action(),
    })
}

/// The values of the right-hand side, and the derivatives it brings along.
fn evaluate(
    args: &mut Args,
    code: &Value,
    data: &Data,
    parameters: &Parameters,
    at: &[f64],
) -> Eval<ModelValues> {
    parameters.set(at, &data.scope);
    let value = args.session.eval(code, &data.scope)?;
    let values = as_double(&value, &mut Vec::new())?.into_vec();
    let values = if values.len() == 1 { vec![values[0]; data.y.len()] } else { values };
    if values.len() != data.y.len() {
        return fail("the model has not as many values as the response");
    }
    let gradient = match value.attribute(Symbol::new("gradient")) {
        Some(found) if found.dim().is_some_and(|d| d == [values.len(), at.len()]) => {
            let numbers = as_double(&found, &mut Vec::new())?.into_vec();
            Some(Matrix::from_vec(values.len(), at.len(), numbers))
        }
        _ => None,
    };
    Ok(ModelValues { values, gradient })
}

fn settings(args: &mut Args) -> Eval<(GaussNewtonControl, Value)> {
    let given = args.value("control")?;
    let all = args.apply_named("nls.control", Vec::new())?;
    let mut all = all;
    for name in names_or_empty(&given) {
        if all.part(&name).is_none() {
            return fail(format!("'{name}' is no setting of nls.control()"));
        }
        all = all.with_part(&name, given.part(&name).unwrap_or(Value::Null));
    }
    for name in ["printEval", "warnOnly", "scaleOffset", "nDcentral"] {
        if number(&all, name)? != 0.0 {
            return fail(format!("the setting '{name}' of nls.control() is not implemented"));
        }
    }
    let control = GaussNewtonControl {
        max_iterations: number(&all, "maxiter")? as usize,
        tolerance: number(&all, "tol")?,
        min_factor: number(&all, "minFactor")?,
    };
    Ok((control, all))
}

fn nls(args: &mut Args) -> Eval {
    if args.choice("algorithm")? != "default" {
        return fail("the algorithms \"plinear\" and \"port\" of `nls` are not implemented");
    }
    args.refuse_unless_default(&["lower", "upper"])?;
    let here = Value::Environment(args.env.clone());
    let given = args.value("formula")?;
    let formula = super::formula::to_formula(args, &given, &here)?;
    if args.is_missing("start") {
        return fail("`nls` without 'start' is not implemented");
    }
    let start = args.value("start")?;
    let parameters = Parameters::of(&start)?;
    let frame = args.value("data")?;
    let data = data_of(args, &formula, &parameters, &frame)?;
    let Some((_, right)) = sides(&formula) else { return fail("the formula has no right-hand side") };
    let (control, control_value) = settings(args)?;
    let roots: Vec<f64> = match &data.weights {
        Some(w) => w.iter().map(|w| w.sqrt()).collect(),
        None => vec![1.0; data.y.len()],
    };
    let tracing = args.flag("trace")?;
    let mut lines = String::new();
    let result = gauss_newton::<Box<Signal>>(
        &data.y,
        &roots,
        &parameters.values,
        control,
        |at| evaluate(args, &right, &data, &parameters, at),
        |deviance, offset, at| {
            let shown: Vec<String> = at.iter().map(|v| formatted(&[*v], 7).remove(0)).collect();
            let deviance = formatted(&[round_significant(deviance, 7)], 7).remove(0);
            lines.push_str(&format!("{deviance:<12}({offset:.2e}): par = ({})\n", shown.join(" ")));
        },
    );
    if tracing {
        args.session.write(&exponents(&lines));
    }
    let fit = result.or_else(|error| refused(error, control))?;
    fit_value(args, &formula, &parameters, &data, (fit, roots), control_value)
}

/// Exponents with two digits, as C writes them.
fn exponents(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let line = match line.split_once('e') {
            Some((head, tail)) if head.contains('(') => {
                let (digits, rest) = tail.split_once(')').unwrap_or((tail, ""));
                let exponent: i32 = digits.parse().unwrap_or(0);
                let sign = if exponent < 0 { '-' } else { '+' };
                format!("{head}e{sign}{:02}){rest}", exponent.abs())
            }
            _ => line.to_string(),
        };
        out.push_str(&line);
        out.push('\n');
    }
    out
}

fn refused(error: GaussNewtonError<Box<Signal>>, control: GaussNewtonControl) -> Eval<GaussNewton> {
    match error {
        GaussNewtonError::Model(signal) => Err(signal),
        GaussNewtonError::SingularStart => fail("singular gradient matrix at initial parameter estimates"),
        GaussNewtonError::Singular => fail("singular gradient"),
        GaussNewtonError::StepTooShort(factor) => fail(format!(
            "step factor {} reduced below 'minFactor' of {}",
            formatted(&[factor], 6).remove(0),
            formatted(&[control.min_factor], 6).remove(0)
        )),
        GaussNewtonError::TooManyIterations => {
            fail(format!("number of iterations exceeded maximum of {}", control.max_iterations))
        }
        GaussNewtonError::NotFinite => {
            fail("Missing value or an infinity produced when evaluating the model")
        }
    }
}

const FORMALS: &[&str] = &[
    "formula",
    "data",
    "start",
    "control",
    "algorithm",
    "trace",
    "subset",
    "weights",
    "na.action",
    "model",
    "lower",
    "upper",
    "...",
];

fn fit_value(
    args: &mut Args,
    formula: &Value,
    parameters: &Parameters,
    data: &Data,
    (fit, roots): (GaussNewton, Vec<f64>),
    control: Value,
) -> Eval {
    let labels = parameters.labels();
    let inverse = fit.qr.unscaled_covariance();
    let mut unscaled = Matrix::zeros(labels.len(), labels.len());
    for i in 0..labels.len() {
        for j in 0..labels.len() {
            unscaled[(fit.qr.pivot[i], fit.qr.pivot[j])] = inverse[(i, j)];
        }
    }
    let plain: Vec<f64> = data.y.iter().zip(&fit.fitted).map(|(y, m)| y - m).collect();
    let core = Value::named_list([
        ("formula", formula.clone()),
        ("parameters", named(fit.parameters.clone(), &labels)),
        ("fitted", Value::doubles(fit.fitted)),
        ("residuals", Value::doubles(plain)),
        ("weighted", Value::doubles(fit.residuals)),
        ("deviance", Value::double(fit.deviance)),
        ("unscaled", matrix_value(&unscaled, &labels, &labels)),
        ("environment", Value::Environment(data.scope.clone())),
    ]);
    let information = Value::named_list([
        ("isConv", Value::logical(true)),
        ("finIter", Value::integer(fit.iterations as i32)),
        ("finTol", Value::double(fit.offset)),
        ("stopCode", Value::integer(0)),
        ("stopMessage", Value::string("converged")),
    ]);
    let code =
        if args.is_missing("data") { Value::call("parent.frame", []) } else { args.expression("data") };
    let mut parts = vec![("m", core), ("convInfo", information), ("data", code)];
    parts.push(("call", super::matched::matched_call(args, FORMALS)?));
    parts.push(("dataClasses", data.classes.clone()));
    parts.push(("control", control));
    parts.extend(data.action.clone().map(|a| ("na.action", a)));
    if data.weights.is_some() {
        parts.push(("weights", Value::doubles(roots.iter().map(|r| r * r).collect::<Vec<_>>())));
    }
    Ok(Value::named_list(parts).with_class(&["nls"]))
}

fn convergence_text(x: &Value, digits: i32) -> Eval<String> {
    let information = x.part("convInfo").unwrap_or(Value::Null);
    let (iterations, offset) = (number(&information, "finIter")?, number(&information, "finTol")?);
    let offset = formatted(&[offset], digits).remove(0);
    let mut out = format!(
        "\nNumber of iterations to convergence: {iterations} \nAchieved convergence tolerance: {offset}\n"
    );
    let left_out = note(&action_of(x));
    if !left_out.is_empty() {
        out.push_str(&format!("  ({left_out})\n"));
    }
    Ok(out)
}

fn print(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let digits = args.whole("digits")? as i32;
    let style = Style { digits, ..Style::of(args.session) };
    let estimates = core(&x, "parameters");
    let names = estimates.names();
    let numbers = Value::doubles(as_double(&estimates, &mut Vec::new())?.into_vec());
    let weighted = if x.part("weights").is_some() { "weighted " } else { "" };
    let deviance = as_double(&core(&x, "deviance"), &mut Vec::new())?;
    let out = format!(
        "Nonlinear regression model\n  model: {}\n   data: {}\n{} {weighted}residual sum-of-squares: {}\n{}",
        deparse_line(&core(&x, "formula").stripped()),
        deparse_line(&x.part("data").unwrap_or(Value::Null)),
        print_vector(&numbers, names.as_ref(), &style).unwrap_or_default(),
        formatted(&deviance, digits).remove(0),
        convergence_text(&x, digits)?
    );
    args.session.write(&out);
    args.invisible(x)
}

fn summary_of(object: &Value) -> Eval<Value> {
    let estimates = core(object, "parameters");
    let (labels, values) = (names_or_empty(&estimates), as_double(&estimates, &mut Vec::new())?);
    let (columns, _, _) = matrix_parts(&core(object, "unscaled"))?;
    let df = degrees(object);
    let deviance = as_double(&core(object, "deviance"), &mut Vec::new())?[0];
    let sigma = (deviance / df).sqrt();
    let row = |k: usize| {
        let error = columns[k][k].sqrt() * sigma;
        let t = values[k] / error;
        [values[k], error, t, 2.0 * student_t::cumulative(t.abs(), df, false, false)]
    };
    let rows: Vec<[f64; 4]> = (0..labels.len()).map(row).collect();
    let headers = ["Estimate", "Std. Error", "t value", "Pr(>|t|)"].map(String::from);
    let table = matrix_value(&Matrix::from_fn(labels.len(), 4, |i, j| rows[i][j]), &labels, &headers);
    let df = Value::integers(vec![labels.len() as i32, df as i32]);
    let one = |name: &str| object.part(name).unwrap_or(Value::Null);
    Ok(Value::named_list([
        ("formula", core(object, "formula")),
        ("residuals", core(object, "weighted")),
        ("sigma", Value::double(sigma)),
        ("df", df),
        ("cov.unscaled", core(object, "unscaled")),
        ("call", one("call")),
        ("convInfo", one("convInfo")),
        ("control", one("control")),
        ("na.action", one("na.action")),
        ("coefficients", table.clone()),
        ("parameters", table),
    ])
    .with_class(&["summary.nls"]))
}

fn summary(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["symbolic.cor"])?;
    let summary = summary_of(&args.value("object")?)?;
    if !args.flag("correlation")? {
        return Ok(summary);
    }
    let (columns, rows, _) = matrix_parts(&summary.part("cov.unscaled").unwrap_or(Value::Null))?;
    let rows = rows.unwrap_or_default();
    let correlation = correlation_of(&Matrix::from_columns(rows.len(), &columns), &rows);
    Ok(summary.with_part("correlation", correlation))
}

fn print_summary(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["symbolic.cor"])?;
    let x = args.value("x")?;
    let digits = args.whole("digits")? as i32;
    let stars = args.flag("signif.stars")?;
    let style = Style::of(args.session);
    let formula = call_text(&x.part("formula").unwrap_or(Value::Null).stripped());
    let (columns, rows, names) = matrix_parts(&x.part("coefficients").unwrap_or(Value::Null))?;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let table = CoefficientTable::new(columns, rows.unwrap_or_default(), &names, digits, stars);
    let sigma = formatted(&[round_significant(number(&x, "sigma")?, digits)], 7).remove(0);
    let df = numbers(&x, "df")?;
    let mut out = format!("\nFormula: {formula}\n\nParameters:\n{}", coefmat(&style, &table));
    out.push_str(&format!("\nResidual standard error: {sigma} on {} degrees of freedom\n", df[1]));
    if let Some(correlation) = x.part("correlation") {
        let text = correlation_text(&correlation, &style)?;
        out.push_str(&text.replace("Correlation of Coefficients:", "Correlation of Parameter Estimates:"));
    }
    out.push_str(&convergence_text(&x, digits)?);
    out.push('\n');
    args.session.write(&out);
    args.invisible(x)
}

fn residuals(args: &mut Args) -> Eval {
    let object = args.value("object")?;
    let weighted = as_double(&core(&object, "weighted"), &mut Vec::new())?;
    let values = match args.choice("type")?.as_str() {
        "pearson" => {
            let sigma =
                (as_double(&core(&object, "deviance"), &mut Vec::new())?[0] / degrees(&object)).sqrt();
            Value::doubles(weighted.iter().map(|r| r / sigma).collect::<Vec<_>>())
        }
        _ => core(&object, "residuals"),
    };
    padded(&action_of(&object), &values)
}

fn likelihood(args: &mut Args) -> Eval {
    if args.flag("REML")? {
        return fail("cannot calculate REML log-likelihood for \"nls\" objects");
    }
    let object = args.value("object")?;
    let weighted = as_double(&core(&object, "weighted"), &mut Vec::new())?;
    let weights = numbers(&object, "weights")?;
    let n = weighted.len() as f64;
    let rss: f64 = weighted.iter().map(|r| r * r).sum();
    let logs: f64 = weights.iter().map(|w| w.ln()).sum();
    let value = 0.5 * (logs - n * ((2.0 * std::f64::consts::PI).ln() + 1.0 - n.ln() + rss.ln()));
    let df = core(&object, "parameters").len() + 1;
    Ok(likelihood_value(value, weighted.len(), Some(weighted.len()), df))
}

fn predict(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["se.fit", "interval"])?;
    let object = args.value("object")?;
    if args.is_missing("newdata") {
        return padded(&action_of(&object), &core(&object, "fitted"));
    }
    let newdata = args.value("newdata")?;
    let formula = core(&object, "formula");
    let Some((_, right)) = sides(&formula) else { return fail("the fit has no formula") };
    let environment = formula.attribute(known::ENVIRONMENT).unwrap_or(Value::Null);
    let around = scope(args.session, &newdata, &environment)?;
    let inside = Environment::new(&around);
    let estimates = core(&object, "parameters");
    let values = as_double(&estimates, &mut Vec::new())?;
    for (name, value) in names_or_empty(&estimates).iter().zip(values.iter()) {
        inside.set(name.as_str(), Value::double(*value));
    }
    let value = args.session.eval(&right, &inside)?;
    Ok(Value::doubles(as_double(&value, &mut Vec::new())?.into_vec()))
}

/// Nested nonlinear models in a row.
fn anova(args: &mut Args) -> Eval {
    let mut models = vec![args.value("object")?];
    models.extend(args.dots()?.into_iter().map(|a| a.value));
    if models.len() < 2 {
        return fail("anova is only defined for sequences of \"nls\" objects");
    }
    let mut heading = Vec::new();
    let (mut df, mut rss) = (Vec::new(), Vec::new());
    for (k, model) in models.iter().enumerate() {
        heading.push(format!("Model {}: {}", k + 1, formula_text(args, model)?));
        df.push(ask_number(args, "df.residual", model)?);
        rss.push(ask_number(args, "deviance", model)?);
    }
    let mut columns: Vec<Vec<f64>> = vec![vec![NA_REAL]; 4];
    for k in 1..models.len() {
        let (steps, gain) = (df[k - 1] - df[k], rss[k - 1] - rss[k]);
        let larger = if df[k] < df[k - 1] { k } else { k - 1 };
        let ratio = gain / steps / (rss[larger] / df[larger]);
        let tail = f_tail(ratio, steps.abs(), df[larger]);
        columns.iter_mut().zip([steps, gain, ratio, tail]).for_each(|(c, v)| c.push(v));
    }
    let mut columns = columns.into_iter().map(Value::doubles);
    let mut next = || columns.next().unwrap_or(Value::Null);
    let columns = vec![
        ("Res.Df", Value::doubles(df)),
        ("Res.Sum Sq", Value::doubles(rss)),
        ("Df", next()),
        ("Sum Sq", next()),
        ("F value", next()),
        ("Pr(>F)", next()),
    ];
    let rows = (1..=models.len()).map(|k| k.to_string()).collect();
    Ok(anova_value(columns, rows, &["Analysis of Variance Table\n".to_string(), heading.join("\n")]))
}
