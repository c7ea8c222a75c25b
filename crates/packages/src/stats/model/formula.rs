//! Formulas and terms as objects of R: making, reading, changing and printing them.

use super::columns_of;
use super::terms::{Terms, TermsOptions, as_formula, formula_of, sides, substitute_dots, sum_of};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, method};
use raglan_engine::syntax;
use raglan_engine::value::{Argument, Symbol, Value, known, lower};

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("formula(x, ...)"),
    method("formula.default(x, env = NULL, ...)", formula_default),
    builtin("as.formula(object, env = NULL)", as_formula_),
    generic("terms(x, ...)"),
    method("terms.default(x, ...)", terms_default),
    method("terms.terms(x, ...)", |a| a.value("x")),
    builtin(
        "terms.formula(x, specials = NULL, abb = NULL, data = NULL, neg.out = TRUE, keep.order = FALSE, \
         simplify = FALSE, ..., allowDotAsName = FALSE)",
        terms_formula,
    ),
    method("print.terms(x, ...)", print_terms),
    method("labels.terms(object, ...)", |a| {
        Ok(a.value("object")?.attribute(Symbol::new("term.labels")).unwrap_or(Value::Null))
    }),
    generic("update(object, ...)"),
    builtin("update.formula(old, new, ...)", update_formula),
    builtin("reformulate(termlabels, response = NULL, intercept = TRUE, env = NULL)", reformulate),
    builtin("delete.response(termobj)", delete_response),
    builtin("drop.terms(termobj, dropx = NULL, keep.response = FALSE)", drop_terms),
    builtin("is.empty.model(x)", |a| {
        let terms = terms_of(a, "x")?;
        Ok(Value::logical(terms.labels.is_empty() && !terms.intercept && terms.offsets.is_empty()))
    }),
    builtin("offset(object)", |a| a.value("object")),
];

fn environment_argument(args: &mut Args, name: &str) -> Eval<Value> {
    Ok(args.optional(name)?.unwrap_or_else(|| Value::Environment(args.env.clone())))
}

/// Code of a text.
pub(super) fn parse_one(text: &str) -> Eval<Value> {
    let (nodes, diagnostics) = syntax::parse(text);
    match nodes.as_slice() {
        [node] if diagnostics.is_empty() => Ok(lower(node, text)),
        _ => fail(format!("invalid formula \"{text}\"")),
    }
}

/// A formula from a value: code, text, terms, or a model that has one.
pub(super) fn to_formula(args: &mut Args, value: &Value, environment: &Value) -> Eval<Value> {
    match value {
        Value::Language(_) if sides(value).is_some() => {
            let environment = value.attribute(known::ENVIRONMENT).unwrap_or_else(|| environment.clone());
            if value.has_class("formula") && !value.has_class("terms") {
                return Ok(value.clone());
            }
            Ok(as_formula(value.clone().stripped(), environment))
        }
        Value::Character(v) => {
            let text: Vec<&str> = v.data.iter().flatten().collect();
            let code = parse_one(&text.join(" "))?;
            match sides(&code) {
                Some(_) => Ok(as_formula(code, environment.clone())),
                None => fail("invalid formula"),
            }
        }
        Value::List(_) if value.is_data_frame() => data_frame_formula(value, environment),
        Value::List(_) => {
            for part in ["formula", "terms"] {
                if let Some(found @ Value::Language(_)) = value.part(part) {
                    return to_formula(args, &found, environment);
                }
            }
            let call = value.part("call");
            let inside = call.as_ref().and_then(Value::as_call).and_then(|c| {
                c.arguments
                    .iter()
                    .find(|a| a.name.is_some_and(|n| n.as_str() == "formula"))
                    .map(|a| a.value.clone())
            });
            match inside {
                Some(code) => {
                    let env = args.env.clone();
                    let found = args.session.eval(&code, &env)?;
                    to_formula(args, &found, environment)
                }
                None => fail("invalid formula"),
            }
        }
        Value::Language(_) | Value::Symbol(_) => {
            let env = args.env.clone();
            let found = args.session.eval(value, &env)?;
            match found {
                Value::Language(_) if sides(&found).is_some() => to_formula(args, &found, environment),
                _ => fail("invalid formula"),
            }
        }
        _ => fail("invalid formula"),
    }
}

fn data_frame_formula(value: &Value, environment: &Value) -> Eval<Value> {
    if let Some(terms) = value.attribute(Symbol::new("terms")) {
        let environment = terms.attribute(known::ENVIRONMENT).unwrap_or_else(|| environment.clone());
        return Ok(as_formula(terms.stripped(), environment));
    }
    let names: Vec<Value> = super::names_or_empty(value).iter().map(|n| Value::symbol(n)).collect();
    match names.split_first() {
        Some((first, rest)) if !rest.is_empty() => {
            let right = sum_of(rest).unwrap_or(Value::Null);
            Ok(as_formula(formula_of(Some(first.clone()), right), environment.clone()))
        }
        _ => fail("cannot create a formula from a zero-column data frame"),
    }
}

fn formula_default(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let environment = environment_argument(args, "env")?;
    to_formula(args, &value, &environment)
}

fn as_formula_(args: &mut Args) -> Eval {
    let value = args.value("object")?;
    let environment = environment_argument(args, "env")?;
    if value.has_class("formula") && !value.has_class("terms") {
        return Ok(value);
    }
    to_formula(args, &value, &environment)
}

fn terms_default(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let found = value.part("terms").or_else(|| value.attribute(Symbol::new("terms")));
    match found {
        Some(terms) => Ok(terms),
        None => fail("no terms component nor attribute"),
    }
}

fn terms_formula(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["abb", "neg.out"])?;
    let formula = args.value("x")?;
    let specials = match args.optional("specials")? {
        Some(_) => args.strings("specials")?.iter().flatten().map(str::to_string).collect(),
        None => Vec::new(),
    };
    let options = TermsOptions {
        columns: args.optional("data")?.as_ref().and_then(columns_of),
        keep_order: args.flag("keep.order")?,
        allow_dot: args.flag("allowDotAsName")?,
        specials,
    };
    let terms = Terms::new(&formula, &options)?;
    if args.flag("simplify")? {
        let simple = terms.simplified()?;
        return Ok(Terms::new(&simple, &options)?.to_value());
    }
    Ok(terms.to_value())
}

fn print_terms(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let plain = value.clone().with_attribute(known::CLASS, Value::Null);
    args.apply_named("print.default", vec![Argument::new(plain)])?;
    args.invisible(value)
}

fn update_formula(args: &mut Args) -> Eval {
    let here = Value::Environment(args.env.clone());
    let old = args.value("old")?;
    let old = to_formula(args, &old, &here)?;
    let new = args.value("new")?;
    let new = to_formula(args, &new, &here)?;
    let environment = old.attribute(known::ENVIRONMENT).unwrap_or(here);
    let formula = as_formula(substitute_dots(&old, &new)?, environment);
    let options = TermsOptions { allow_dot: false, ..TermsOptions::default() };
    Terms::new(&formula, &options)?.simplified()
}

fn reformulate(args: &mut Args) -> Eval {
    let labels: Vec<String> = args.strings("termlabels")?.iter().flatten().map(str::to_string).collect();
    let intercept = args.flag("intercept")?;
    if labels.is_empty() && intercept && args.value("termlabels")?.is_empty() {
        return fail("'termlabels' must be a character vector of length at least one");
    }
    let mut text = labels.join(" + ");
    if !intercept {
        text.push_str(" - 1");
    }
    let right = parse_one(&text)?;
    let left = match args.optional("response")? {
        None => None,
        Some(Value::Character(v)) => {
            let text = v.data.get(0).unwrap_or("NA");
            Some(parse_one(text).unwrap_or_else(|_| Value::symbol(text)))
        }
        Some(code) => Some(code),
    };
    let environment = environment_argument(args, "env")?;
    Ok(as_formula(formula_of(left, right), environment))
}

/// The terms an argument is, or has.
pub(super) fn terms_of(args: &mut Args, name: &str) -> Eval<Terms> {
    let value = args.value(name)?;
    let found = match &value {
        Value::Language(_) => value.clone(),
        _ => match value.part("terms").or_else(|| value.attribute(Symbol::new("terms"))) {
            Some(found) => found,
            None => return fail("no terms component nor attribute"),
        },
    };
    Terms::from_value(&found, &TermsOptions::default())
}

fn delete_response(args: &mut Args) -> Eval {
    Ok(terms_of(args, "termobj")?.without_response().to_value())
}

fn drop_terms(args: &mut Args) -> Eval {
    let terms = terms_of(args, "termobj")?;
    let dropped = match args.optional("dropx")? {
        None => return Ok(terms.to_value()),
        Some(_) => args.positions("dropx")?,
    };
    let kept: Vec<Value> = (0..terms.labels.len())
        .filter(|k| !dropped.contains(k))
        .map(|k| parse_one(&terms.labels[k]))
        .collect::<Eval<_>>()?;
    let Some(mut right) = sum_of(&kept) else { return fail("no terms are left") };
    if !terms.intercept {
        right = Value::call(known::MINUS, [right, Value::double(1.0)]);
    }
    let left = sides(&terms.formula).and_then(|(left, _)| left);
    let left = if args.flag("keep.response")? { left } else { None };
    let formula = as_formula(formula_of(left, right), terms.environment.clone());
    Ok(Terms::new(&formula, &TermsOptions::default())?.to_value())
}

/// The formula of terms as an object.
pub(super) fn formula_object(terms: &Terms) -> Value {
    as_formula(terms.formula.clone(), terms.environment.clone())
}
