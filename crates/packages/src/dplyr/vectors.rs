//! Functions of vectors: ranks, neighbours, choices by condition.

use crate::rlang::conditions::error;
use crate::rlang::list2;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, lazy};
use raglan_engine::value::frame::{
    NO_ROW, byte_order, concatenate, distinct_codes, is_missing_at, missing_like, ranks, recycle_to, size,
    take,
};
use raglan_engine::value::{NA_INTEGER, NA_REAL, Value, as_logical, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("ntile(x, n)", ntile),
    builtin("row_number(x)", |a| {
        if a.is_missing("x") {
            return a.apply_named("n", Vec::new()).map(|n| match n {
                Value::Integer(v) => Value::integers((1..=v.data[0]).collect::<Vec<_>>()),
                other => other,
            });
        }
        let places = places(a)?;
        let mut order: Vec<usize> = (0..places.len()).filter(|&i| places[i].is_some()).collect();
        order.sort_by_key(|&i| places[i]);
        let mut out = vec![NA_INTEGER; places.len()];
        for (k, &i) in order.iter().enumerate() {
            out[i] = k as i32 + 1;
        }
        Ok(Value::integers(out))
    }),
    builtin("min_rank(x)", |a| Ok(integer_or_na(below(&places(a)?)))),
    builtin("dense_rank(x)", |a| {
        Ok(Value::integers(
            places(a)?.into_iter().map(|p| p.map_or(NA_INTEGER, |p| p as i32 + 1)).collect::<Vec<_>>(),
        ))
    }),
    builtin("percent_rank(x)", |a| {
        let places = places(a)?;
        let n = places.iter().flatten().count() as f64;
        let out = below(&places).into_iter().map(|r| r.map_or(NA_REAL, |r| f64::from(r - 1) / (n - 1.0)));
        Ok(Value::doubles(out.collect::<Vec<_>>()))
    }),
    builtin("cume_dist(x)", |a| {
        let places = places(a)?;
        let n = places.iter().flatten().count() as f64;
        let upto = |p: u32| places.iter().flatten().filter(|&&q| q <= p).count() as f64;
        Ok(Value::doubles(places.iter().map(|p| p.map_or(NA_REAL, |p| upto(p) / n)).collect::<Vec<_>>()))
    }),
    builtin("desc(x)", |a| {
        let x = a.value("x")?;
        match &x {
            Value::Double(v) if !x.is_object() => {
                Ok(Value::doubles(v.data.iter().map(|x| -x).collect::<Vec<_>>()))
            }
            _ => Ok(Value::doubles(
                ranks(&x, byte_order)?
                    .into_iter()
                    .map(|p| p.map_or(NA_REAL, |p| -f64::from(p) - 1.0))
                    .collect::<Vec<_>>(),
            )),
        }
    }),
    builtin("lag(x, n = 1L, default = NULL, order_by = NULL, ...)", |a| shift(a, true)),
    builtin("lead(x, n = 1L, default = NULL, order_by = NULL, ...)", |a| shift(a, false)),
    builtin("n_distinct(..., na.rm = FALSE)", |a| {
        let columns: Vec<Value> = a.dots()?.into_iter().map(|d| d.value).collect();
        let rows = columns.iter().map(size).max().unwrap_or(0);
        let columns: Vec<Value> = columns.iter().map(|c| recycle_to(c, rows)).collect();
        let codes = distinct_codes(&columns, rows);
        let drop = a.flag("na.rm")?;
        let kept = codes.first.iter().filter(|&&i| !drop || !columns.iter().any(|c| is_missing_at(c, i)));
        Ok(Value::count(kept.count()))
    }),
    builtin("first(x, order_by = NULL, default = NULL, na_rm = FALSE)", |a| nth(a, 1)),
    builtin("last(x, order_by = NULL, default = NULL, na_rm = FALSE)", |a| nth(a, -1)),
    builtin("nth(x, n, order_by = NULL, default = NULL, na_rm = FALSE)", |a| {
        let n = a.whole("n")?;
        nth(a, n)
    }),
    builtin("between(x, left, right)", |a| {
        let (x, left, right) = (a.doubles("x")?, a.doubles("left")?, a.doubles("right")?);
        if left.is_empty() || right.is_empty() {
            return fail("`left` and `right` must have values");
        }
        let one = |i: usize| {
            let (l, r) = (left[i % left.len()], right[i % right.len()]);
            if x[i].is_nan() || l.is_nan() || r.is_nan() { None } else { Some(x[i] >= l && x[i] <= r) }
        };
        Ok(Value::logicals((0..x.len()).map(one).collect::<Vec<_>>()))
    }),
    builtin("if_else(condition, true, false, missing = NULL, ..., ptype = NULL, size = NULL)", if_else),
    lazy("case_when(..., .default = NULL, .ptype = NULL, .size = NULL)", case_when),
    lazy("coalesce(..., .ptype = NULL, .size = NULL)", coalesce),
    builtin("cummean(x)", |a| {
        let mut sum = 0.0;
        let x = a.doubles("x")?;
        let out = x.iter().enumerate().map(|(i, v)| {
            sum += v;
            sum / (i + 1) as f64
        });
        Ok(Value::doubles(out.collect::<Vec<_>>()))
    }),
];

fn places(args: &mut Args) -> Eval<Vec<Option<u32>>> {
    let x = args.value("x")?;
    Ok(ranks(&x, byte_order)?)
}

/// One more than the number of smaller elements.
fn below(places: &[Option<u32>]) -> Vec<Option<i32>> {
    let smaller = |p: u32| places.iter().flatten().filter(|&&q| q < p).count() as i32 + 1;
    places.iter().map(|p| p.map(smaller)).collect()
}

fn integer_or_na(values: Vec<Option<i32>>) -> Value {
    Value::integers(values.into_iter().map(|v| v.unwrap_or(NA_INTEGER)).collect::<Vec<_>>())
}

/// Groups of nearly equal size in the order of the values; the first ones are larger.
fn ntile(args: &mut Args) -> Eval {
    let places = places(args)?;
    let n = args.count("n")?;
    if n == 0 {
        return fail("`n` must be positive.");
    }
    let mut order: Vec<usize> = (0..places.len()).filter(|&i| places[i].is_some()).collect();
    order.sort_by_key(|&i| places[i]);
    let (small, larger) = (order.len() / n, order.len() % n);
    let mut out = vec![NA_INTEGER; places.len()];
    for (k, &i) in order.iter().enumerate() {
        let edge = (small + 1) * larger;
        let bin = if k < edge { k / (small + 1) } else { (k - edge) / small.max(1) + larger };
        out[i] = bin as i32 + 1;
    }
    Ok(Value::integers(out))
}

fn shift(args: &mut Args, back: bool) -> Eval {
    let x = args.value("x")?;
    let n = args.count("n")?;
    let rows = size(&x);
    let order: Vec<usize> = match args.optional("order_by")? {
        None => (0..rows).collect(),
        Some(by) => {
            let places = ranks(&by, byte_order)?;
            let mut order: Vec<usize> = (0..rows).collect();
            order.sort_by_key(|&i| places[i].unwrap_or(u32::MAX));
            order
        }
    };
    let mut at = vec![NO_ROW; rows];
    for (k, &i) in order.iter().enumerate() {
        let from = if back { k.checked_sub(n) } else { Some(k + n).filter(|&j| j < rows) };
        at[i] = from.map_or(NO_ROW, |j| order[j]);
    }
    let mut out = match args.optional("default")? {
        None => take(&x, &at),
        Some(default) => {
            let both = concatenate(&[x.clone(), default], &|i| {
                if i == 0 { "`x`".into() } else { "`default`".into() }
            })?;
            let at: Vec<usize> = at.iter().map(|&i| if i == NO_ROW { rows } else { i }).collect();
            take(&both, &at)
        }
    };
    if x.names().is_none() {
        out.set_attribute(known::NAMES, Value::Null);
    }
    Ok(out)
}

fn nth(args: &mut Args, n: i64) -> Eval {
    let x = args.value("x")?;
    let mut order: Vec<usize> = (0..size(&x)).collect();
    if let Some(by) = args.optional("order_by")? {
        let places = ranks(&by, byte_order)?;
        order.sort_by_key(|&i| places[i].unwrap_or(u32::MAX));
    }
    if args.flag("na_rm")? {
        order.retain(|&i| !is_missing_at(&x, i));
    }
    let rows = order.len() as i64;
    let k = if n < 0 { rows + n } else { n - 1 };
    if k < 0 || k >= rows {
        return match args.optional("default")? {
            Some(default) => Ok(default),
            None if matches!(x, Value::List(_)) && !x.is_data_frame() => Ok(Value::Null),
            None => Ok(missing_like(&x, 1)),
        };
    }
    let i = order[k as usize];
    if let Value::List(list) = &x
        && !x.is_data_frame()
    {
        return Ok(list.data[i].clone());
    }
    let mut out = take(&x, &[i]);
    out.set_attribute(known::NAMES, Value::Null);
    Ok(out)
}

/// Values chosen row by row: `which[i]` numbers the part row `i` comes from.
fn choose(parts: &[Value], which: &[Option<usize>], label: &dyn Fn(usize) -> String) -> Eval {
    let all = concatenate(parts, label)?;
    let mut start = Vec::with_capacity(parts.len());
    let mut total = 0;
    for part in parts {
        start.push(total);
        total += size(part);
    }
    let at: Vec<usize> = which
        .iter()
        .enumerate()
        .map(|(i, w)| match w {
            None => NO_ROW,
            Some(k) => start[*k] + if size(&parts[*k]) == 1 { 0 } else { i },
        })
        .collect();
    let mut out = take(&all, &at);
    out.set_attribute(known::NAMES, Value::Null);
    Ok(out)
}

fn if_else(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["ptype", "size"])?;
    let condition = args.value("condition")?;
    let Value::Logical(flags) = &condition else {
        let text = crate::rlang::friendly_type(&condition);
        return Err(error(
            args.session,
            "if_else",
            &format!("`condition` must be a logical vector, not {text}."),
        ));
    };
    let mut parts = vec![args.value("true")?, args.value("false")?];
    let missing = args.optional("missing")?;
    let with_missing = missing.is_some();
    parts.extend(missing);
    let names = ["true", "false", "missing"];
    for (k, part) in parts.iter().enumerate() {
        if size(part) != 1 && size(part) != flags.data.len() {
            let message =
                format!("`{}` must have size {}, not size {}.", names[k], flags.data.len(), size(part));
            return Err(error(args.session, "if_else", &message));
        }
    }
    let which: Vec<Option<usize>> = flags
        .data
        .iter()
        .map(|f| match f {
            Some(true) => Some(0),
            Some(false) => Some(1),
            None => with_missing.then_some(2),
        })
        .collect();
    choose(&parts, &which, &|k| format!("`{}`", names[k]))
}

fn case_when(args: &mut Args) -> Eval {
    args.refuse_unless_default(&[".ptype", ".size"])?;
    let cases = list2(args)?;
    let (mut conditions, mut parts) = (Vec::new(), Vec::new());
    for (k, case) in cases.iter().enumerate() {
        let sides = case.value.as_call().filter(|c| c.calls(known::TILDE) && c.arguments.len() == 2);
        let Some(call) = sides else {
            let message = format!("Case {} must be a two-sided formula.", k + 1);
            return Err(error(args.session, "case_when", &message));
        };
        let scope = match case.value.attribute(known::ENVIRONMENT) {
            Some(Value::Environment(e)) => e,
            _ => args.env.clone(),
        };
        let condition = args.session.eval(&call.arguments[0].value, &scope)?;
        if !matches!(condition, Value::Logical(_)) {
            let message = format!(
                "`..{} (left)` must be a logical vector, not {}.",
                k + 1,
                crate::rlang::friendly_type(&condition)
            );
            return Err(error(args.session, "case_when", &message));
        }
        conditions.push(as_logical(&condition)?);
        parts.push(args.session.eval(&call.arguments[1].value, &scope)?);
    }
    let sizes = conditions.iter().map(|c| c.len()).chain(parts.iter().map(size));
    let rows = sizes.clone().find(|&n| n != 1).unwrap_or(usize::from(!parts.is_empty()));
    if let Some(bad) = sizes.clone().find(|&n| n != 1 && n != rows) {
        let message = format!("Can't recycle a case of size {bad} to match one of size {rows}.");
        return Err(error(args.session, "case_when", &message));
    }
    let default = args.optional(".default")?;
    let fallback = default.as_ref().map(|_| parts.len());
    parts.extend(default);
    let which: Vec<Option<usize>> = (0..rows)
        .map(|i| {
            conditions.iter().position(|c| c[if c.len() == 1 { 0 } else { i }] == Some(true)).or(fallback)
        })
        .collect();
    choose(&parts, &which, &|k| format!("`..{} (right)`", k + 1))
}

fn coalesce(args: &mut Args) -> Eval {
    args.refuse_unless_default(&[".ptype", ".size"])?;
    let parts: Vec<Value> =
        list2(args)?.into_iter().map(|a| a.value).filter(|v| !matches!(v, Value::Null)).collect();
    if parts.is_empty() {
        return Err(error(args.session, "coalesce", "`...` can't be empty."));
    }
    let rows = parts.iter().map(size).find(|&n| n != 1).unwrap_or(1);
    let present = |k: usize, i: usize| !is_missing_at(&parts[k], if size(&parts[k]) == 1 { 0 } else { i });
    let which: Vec<Option<usize>> = (0..rows).map(|i| (0..parts.len()).find(|&k| present(k, i))).collect();
    choose(&parts, &which, &|k| format!("`..{}`", k + 1))
}
