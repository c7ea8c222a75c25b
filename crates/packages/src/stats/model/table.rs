//! Contrast matrices as functions of R.

use super::contrasts::{Contrasts, contrasts_of, helmert, polynomial, sum, treatment};
use super::rows::levels_of;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail};
use raglan_engine::value::{Symbol, Value, as_double};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("contr.treatment(n, base = 1, contrasts = TRUE, sparse = FALSE)", |a| {
        let base = a.count("base")?;
        table(a, |levels, _| treatment(levels, base.max(1) - 1))
    }),
    builtin("contr.SAS(n, contrasts = TRUE, sparse = FALSE)", |a| {
        table(a, |levels, _| treatment(levels, levels.len() - 1))
    }),
    builtin("contr.sum(n, contrasts = TRUE, sparse = FALSE)", |a| table(a, |levels, _| sum(levels.len()))),
    builtin("contr.helmert(n, contrasts = TRUE, sparse = FALSE)", |a| {
        table(a, |levels, _| helmert(levels.len()))
    }),
    builtin("contr.poly(n, scores = NULL, contrasts = TRUE, sparse = FALSE)", contr_poly),
    builtin("contrasts(x, contrasts = TRUE, sparse = FALSE)", contrasts_),
    builtin("`contrasts<-`(x, how.many = NULL, value)", set_contrasts),
];

/// The levels `n` stands for.
fn levels_argument(args: &mut Args) -> Eval<Vec<String>> {
    let n = args.value("n")?;
    let levels: Vec<String> = match (&n, n.len()) {
        (Value::Double(_) | Value::Integer(_), 1) => (1..=args.count("n")?).map(|k| k.to_string()).collect(),
        _ => args.strings("n")?.iter().map(|s| s.unwrap_or("NA").to_string()).collect(),
    };
    if levels.len() < 2 {
        return fail("not enough degrees of freedom to define contrasts");
    }
    Ok(levels)
}

fn table(args: &mut Args, make: impl Fn(&[String], &mut Args) -> Contrasts) -> Eval {
    let levels = levels_argument(args)?;
    args.refuse_unless_default(&["sparse"])?;
    if !args.flag("contrasts")? {
        return Ok(super::contrasts::indicators(&levels).to_value(Some(&levels)));
    }
    let made = make(&levels, args);
    Ok(made.to_value(Some(&levels)))
}

fn contr_poly(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["sparse", "contrasts"])?;
    let levels = levels_argument(args)?;
    let scores = match args.optional("scores")? {
        Some(scores) => as_double(&scores, &mut Vec::new())?.into_vec(),
        None => (1..=levels.len()).map(|k| k as f64).collect(),
    };
    if scores.len() != levels.len() {
        return fail("'scores' argument is of the wrong length");
    }
    Ok(polynomial(&scores).to_value(None))
}

fn contrasts_(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["sparse"])?;
    let x = args.value("x")?;
    let Some(levels) = levels_of(&x).filter(|_| x.is_factor() || matches!(x, Value::Logical(_))) else {
        return fail("contrasts apply only to factors");
    };
    let levels =
        if matches!(x, Value::Logical(_)) { vec!["FALSE".to_string(), "TRUE".to_string()] } else { levels };
    if !args.flag("contrasts")? {
        return Ok(super::contrasts::indicators(&levels).to_value(Some(&levels)));
    }
    let made = contrasts_of(args.session, &x, None)?;
    Ok(made.to_value(Some(&levels)))
}

fn set_contrasts(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if !x.is_factor() {
        return fail("contrasts apply only to factors");
    }
    args.refuse_unless_default(&["how.many"])?;
    let value = args.value("value")?;
    let levels = levels_of(&x).unwrap_or_default();
    let value = match value {
        Value::Double(_) | Value::Integer(_) => {
            let made = contrasts_of(args.session, &x, Some(&value))?;
            made.to_value(Some(&levels))
        }
        function if function.is_function() => {
            let made = contrasts_of(args.session, &x, Some(&function))?;
            made.to_value(Some(&levels))
        }
        other => other,
    };
    Ok(x.with_attribute(Symbol::new("contrasts"), value))
}
