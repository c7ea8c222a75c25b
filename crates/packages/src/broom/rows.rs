//! Data with what a fit says about each row.

use super::{Columns, column, tibble};
use crate::stats::model::{Terms, ask, names_or_empty, sides};
use raglan_engine::eval::{Args, Builtin, Eval, fail, method};
use raglan_engine::value::{Argument, Call, Symbol, Value, as_double, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    method(
        "augment.lm(x, data = NULL, newdata = NULL, se_fit = FALSE, \
         interval = c(\"none\", \"confidence\", \"prediction\"), conf.level = 0.95, ...)",
        augment_linear,
    ),
    method(
        "augment.glm(x, data = NULL, newdata = NULL, type.predict = c(\"link\", \"response\", \"terms\"), \
         type.residuals = c(\"deviance\", \"pearson\"), se_fit = FALSE, ...)",
        augment_generalized,
    ),
    method("augment.nls(x, data = NULL, newdata = NULL, ...)", augment_nonlinear),
];

/// The columns of a data frame, the names of its rows first when they say something.
pub(super) fn data_columns(data: &Value) -> Eval<Columns> {
    let Value::List(list) = data else { return fail("'data' is no data frame") };
    let mut out = Vec::new();
    if let Some(names @ Value::Character(_)) = data.attribute(known::ROW_NAMES) {
        out.push(column(".rownames", names));
    }
    out.extend(names_or_empty(data).into_iter().zip(list.data.iter().cloned()));
    Ok(out)
}

/// The rows asked for: new ones, given ones, or those of the fit; and whether they are new.
fn rows(args: &mut Args, x: &Value) -> Eval<(Value, bool)> {
    if let Some(newdata) = args.optional("newdata")? {
        return Ok((newdata, true));
    }
    match args.optional("data")? {
        Some(data) => Ok((data, false)),
        None => Ok((ask(args, "model.frame", x)?, false)),
    }
}

/// A part of what a generic function gives, as plain numbers.
fn plain(value: &Value) -> Eval<Value> {
    Ok(Value::doubles(as_double(value, &mut Vec::new())?.into_vec()))
}

/// The residuals of new rows, when they have the response.
fn new_residuals(args: &mut Args, x: &Value, data: &Value, fitted: &Value) -> Eval<Option<Value>> {
    let formula = ask(args, "formula", x)?;
    let Some((Some(left), _)) = sides(&formula) else { return Ok(None) };
    let mut names: Vec<Symbol> = Vec::new();
    crate::stats::model::symbols(&left, &mut names);
    let columns = names_or_empty(data);
    if names.iter().any(|n| !columns.contains(&n.as_str().to_string())) {
        return Ok(None);
    }
    let terms = Terms::new(&formula, &Default::default())?;
    let scope = crate::stats::model::scope(args.session, data, &terms.environment)?;
    let response = args.session.eval(&left, &scope)?;
    let (y, m) = (as_double(&response, &mut Vec::new())?, as_double(fitted, &mut Vec::new())?);
    Ok(Some(Value::doubles(y.iter().zip(m.iter()).map(|(y, m)| y - m).collect::<Vec<_>>())))
}

/// Leverage, the residual deviation without the row, and Cook's distance.
fn influence(args: &mut Args, x: &Value, out: &mut Columns) -> Eval<()> {
    let cases = args.apply_named(
        "influence",
        vec![Argument::new(x.clone()), Argument::named("do.coef", Value::logical(false))],
    )?;
    out.push(column(".hat", plain(&cases.part("hat").unwrap_or(Value::Null))?));
    out.push(column(".sigma", plain(&cases.part("sigma").unwrap_or(Value::Null))?));
    let distances = ask(args, "cooks.distance", x)?;
    out.push(column(".cooksd", plain(&distances)?));
    Ok(())
}

fn augment_linear(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let (data, fresh) = rows(args, &x)?;
    let mut out = data_columns(&data)?;
    let interval = args.choice("interval")?;
    let mut passed = vec![Argument::new(x.clone())];
    if fresh {
        passed.push(Argument::named("newdata", data.clone()));
    }
    passed.push(Argument::named("se.fit", Value::logical(true)));
    let mut with_interval = passed.clone();
    with_interval.push(Argument::named("interval", Value::string(&interval)));
    with_interval.push(Argument::named("level", args.value("conf.level")?));
    // That intervals for rows of the fit are about future responses goes without saying here.
    let predict = Call::of(Value::symbol("predict"), if interval == "none" { passed } else { with_interval });
    let quiet = Value::call("suppressWarnings", [Value::Language(predict.into())]);
    let env = args.env.clone();
    let found = args.session.eval(&quiet, &env)?;
    let fit = found.part("fit").unwrap_or(Value::Null);
    let values = as_double(&fit, &mut Vec::new())?;
    let names: &[&str] = if interval == "none" { &[".fitted"] } else { &[".fitted", ".lower", ".upper"] };
    let n = values.len() / names.len();
    for (k, name) in names.iter().enumerate() {
        out.push(column(name, Value::doubles(values[k * n..(k + 1) * n].to_vec())));
    }
    if args.flag("se_fit")? {
        out.push(column(".se.fit", plain(&found.part("se.fit").unwrap_or(Value::Null))?));
    }
    if fresh {
        let fitted = Value::doubles(values[..n].to_vec());
        out.extend(new_residuals(args, &x, &data, &fitted)?.map(|r| column(".resid", r)));
        return tibble(args, out);
    }
    let residuals = ask(args, "residuals", &x)?;
    out.push(column(".resid", plain(&residuals)?));
    if x.attribute(known::CLASS).is_some() && x.part("na.action").is_some_and(|a| a.has_class("exclude")) {
        return fail("`augment` after `na.exclude()` is not implemented");
    }
    influence(args, &x, &mut out)?;
    let standardized = ask(args, "rstandard", &x)?;
    out.push(column(".std.resid", plain(&standardized)?));
    tibble(args, out)
}

fn augment_generalized(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let (kind, residual_kind) = (args.choice("type.predict")?, args.choice("type.residuals")?);
    if kind == "terms" {
        return fail("type.predict = \"terms\" of `augment` is not implemented");
    }
    let (data, fresh) = rows(args, &x)?;
    let mut out = data_columns(&data)?;
    let mut passed = vec![Argument::new(x.clone())];
    if fresh {
        passed.push(Argument::named("newdata", data));
    }
    passed.push(Argument::named("type", Value::string(&kind)));
    passed.push(Argument::named("se.fit", Value::logical(true)));
    let found = args.apply_named("predict", passed)?;
    out.push(column(".fitted", plain(&found.part("fit").unwrap_or(Value::Null))?));
    if args.flag("se_fit")? {
        out.push(column(".se.fit", plain(&found.part("se.fit").unwrap_or(Value::Null))?));
    }
    if fresh {
        return tibble(args, out);
    }
    let of_kind = vec![Argument::new(x.clone()), Argument::named("type", Value::string(&residual_kind))];
    let residuals = args.apply_named("residuals", of_kind.clone())?;
    out.push(column(".resid", plain(&residuals)?));
    let standardized = args.apply_named("rstandard", of_kind)?;
    out.push(column(".std.resid", plain(&standardized)?));
    influence(args, &x, &mut out)?;
    tibble(args, out)
}

fn augment_nonlinear(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let (data, fresh) = match (args.optional("newdata")?, args.optional("data")?) {
        (Some(newdata), _) => (newdata, true),
        (None, Some(data)) => (data, false),
        (None, None) => {
            let model = x.part("model").unwrap_or(Value::Null);
            (model, false)
        }
    };
    let mut out = data_columns(&data)?;
    let mut passed = vec![Argument::new(x.clone())];
    if fresh {
        passed.push(Argument::named("newdata", data));
    }
    let fitted = args.apply_named("predict", passed)?;
    out.push(column(".fitted", plain(&fitted)?));
    if !fresh {
        let residuals = ask(args, "residuals", &x)?;
        out.push(column(".resid", plain(&residuals)?));
    }
    tibble(args, out)
}
