//! Sequences: `:`, `seq` and its fast forms, `rev`.

use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, internal, method};
use raglan_engine::value::{Argument, Type, Value, as_double, as_type, known};
use raglan_graphics::breaks::{Pretty, pretty};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("`:`(from, to)", colon),
    builtin("seq_len(length.out)", seq_len),
    builtin("seq_along(along.with)", seq_along),
    generic("seq(...)"),
    method("seq.default(from = 1, to = 1, by, length.out = NULL, along.with = NULL, ...)", seq),
    internal("seq.int(from = 1, to = 1, by, length.out = NULL, along.with = NULL, ...)", seq),
    generic("rev(x)"),
    method("rev.default(x)", rev),
    generic("pretty(x, ...)"),
    method(
        "pretty.default(x, n = 5, min.n = n %/% 3, shrink.sml = 0.75, high.u.bias = 1.5, \
         u5.bias = 0.5 + 1.5 * high.u.bias, eps.correct = 0, ...)",
        pretty_breaks,
    ),
];

fn end(args: &mut Args, name: &str) -> Eval<f64> {
    let value = args.value(name)?;
    if value.is_empty() {
        return fail("argument of length 0");
    }
    if value.len() > 1 {
        let shown = format!("numerical expression has {} elements: only the first used", value.len());
        args.warn(&shown)?;
    }
    let mut warnings = Vec::new();
    let x = as_double(&value, &mut warnings)?[0];
    args.warn_all(warnings)?;
    if x.is_nan() {
        return fail("NA/NaN argument");
    }
    Ok(x)
}

fn colon(args: &mut Args) -> Eval {
    let (x, y) = (args.value("from")?, args.value("to")?);
    if x.is_factor() && y.is_factor() {
        return args.apply_named(
            "interaction",
            vec![
                Argument::new(x),
                Argument::new(y),
                Argument::named("sep", Value::string(":")),
                Argument::named("lex.order", Value::logical(true)),
            ],
        );
    }
    let (from, to) = (end(args, "from")?, end(args, "to")?);
    args.session.check_length((to - from).abs() + 1.0, 8.0)?;
    Ok(range(from, to))
}

/// `from:to`, whole numbers as integers where they fit.
pub(super) fn range(from: f64, to: f64) -> Value {
    let n = ((to - from).abs() + 1e-10).floor() as usize + 1;
    let step = if from <= to { 1.0 } else { -1.0 };
    let last = from + step * (n - 1) as f64;
    let fits = |x: f64| x.abs() <= 2_147_483_647.0;
    if from.fract() == 0.0 && fits(from) && fits(last) {
        let first = from as i32;
        return Value::integers(if step > 0.0 {
            (0..n).map(|i| first + i as i32).collect::<Vec<_>>()
        } else {
            (0..n).map(|i| first - i as i32).collect()
        });
    }
    Value::doubles((0..n).map(|i| from + step * i as f64).collect::<Vec<_>>())
}

fn seq_len(args: &mut Args) -> Eval {
    let x = args.doubles("length.out")?;
    match x[..] {
        [n] if n >= 0.0 => {
            args.session.check_length(n, 4.0)?;
            Ok(Value::integers((1..=n as i32).collect::<Vec<_>>()))
        }
        _ => fail("argument of length 0").or_else(|signal| {
            if x.is_empty() {
                Err(signal)
            } else {
                fail("argument must be coercible to non-negative integer")
            }
        }),
    }
}

fn seq_along(args: &mut Args) -> Eval {
    let x = args.value("along.with")?;
    let n = if x.is_object() {
        let length = args.apply_named("length", vec![Argument::new(x)])?;
        as_double(&length, &mut Vec::new())?.first().copied().unwrap_or(0.0) as usize
    } else {
        x.len()
    };
    Ok(Value::integers((1..=n as i32).collect::<Vec<_>>()))
}

/// What `seq` was given.
struct Wanted {
    from: Option<f64>,
    to: Option<f64>,
    by: Option<f64>,
    length: Option<usize>,
    /// Whether all that was given is whole numbers stored as such.
    integers: bool,
}

fn seq(args: &mut Args) -> Eval {
    args.refuse_dots()?;
    let given = |name: &str, args: &Args| !args.is_missing(name);
    let only_from = given("from", args)
        && !given("to", args)
        && !given("by", args)
        && !given("length.out", args)
        && !given("along.with", args);
    if only_from {
        let from = args.value("from")?;
        if from.len() == 1 && matches!(from, Value::Integer(_) | Value::Double(_)) {
            let x = args.number("from")?;
            if !x.is_finite() {
                return fail("'from' must be a finite number");
            }
            return Ok(range(1.0, x));
        }
        let n = from.len();
        return Ok(Value::integers((1..=n as i32).collect::<Vec<_>>()));
    }
    let mut wanted = Wanted { from: None, to: None, by: None, length: None, integers: true };
    if given("along.with", args) {
        let n = args.value("along.with")?.len();
        wanted.length = Some(n);
        if !given("from", args) && !given("to", args) && !given("by", args) {
            return Ok(Value::integers((1..=n as i32).collect::<Vec<_>>()));
        }
    } else if let Some(length) = args.optional("length.out")? {
        if length.len() != 1 {
            return fail("'length.out' must be a non-negative number");
        }
        let n = as_double(&length, &mut Vec::new())?[0];
        if n.is_nan() || n < 0.0 {
            return fail("'length.out' must be a non-negative number");
        }
        args.session.check_length(n, 8.0)?;
        wanted.length = Some(n.ceil() as usize);
    }
    for name in ["from", "to", "by"] {
        if given(name, args) {
            let value = args.value(name)?;
            if value.len() != 1 {
                return fail(format!("'{name}' must be of length 1"));
            }
            let x = args.number(name)?;
            if !x.is_finite() {
                return fail(format!("'{name}' must be a finite number"));
            }
            wanted.integers &= matches!(value, Value::Integer(_) | Value::Logical(_)) || name == "to";
            match name {
                "from" => wanted.from = Some(x),
                "to" => wanted.to = Some(x),
                _ => wanted.by = Some(x),
            }
        }
    }
    let int = wanted.integers;
    let out = sequence(wanted)?;
    if int && matches!(&out, Value::Double(v) if v.data.iter().all(|x| x.fract() == 0.0)) {
        return Ok(as_type(&out, Type::Integer, &mut Vec::new())?);
    }
    Ok(out)
}

fn sequence(w: Wanted) -> Eval {
    match (w.from, w.to, w.by, w.length) {
        (Some(_), Some(_), Some(_), Some(_)) => fail("too many arguments"),
        (from, to, None, None) => Ok(range(from.unwrap_or(1.0), to.unwrap_or(1.0))),
        (from, to, Some(by), None) => by_steps(from.unwrap_or(1.0), to.unwrap_or(1.0), by),
        (None, None, None, Some(n)) => Ok(Value::integers((1..=n as i32).collect::<Vec<_>>())),
        (from, None, by, Some(n)) => {
            let (from, by) = (from.unwrap_or(1.0), by.unwrap_or(1.0));
            Ok(Value::doubles((0..n).map(|i| from + i as f64 * by).collect::<Vec<_>>()))
        }
        (None, Some(to), by, Some(n)) => {
            let by = by.unwrap_or(1.0);
            Ok(Value::doubles((0..n).rev().map(|i| to - i as f64 * by).collect::<Vec<_>>()))
        }
        (Some(from), Some(to), None, Some(n)) => Ok(Value::doubles(evenly(from, to, n))),
    }
}

/// `n` numbers from `from` to `to`, both ends exact.
fn evenly(from: f64, to: f64, n: usize) -> Vec<f64> {
    match n {
        0 => Vec::new(),
        1 => vec![from],
        2 => vec![from, to],
        _ if from == to => vec![from; n],
        _ => {
            let by = (to - from) / (n - 1) as f64;
            (0..n)
                .map(|i| match i {
                    0 => from,
                    i if i == n - 1 => to,
                    i => from + i as f64 * by,
                })
                .collect()
        }
    }
}

fn by_steps(from: f64, to: f64, by: f64) -> Eval {
    let distance = to - from;
    if distance == 0.0 && to == 0.0 {
        return Ok(Value::double(to));
    }
    let n = distance / by;
    if !n.is_finite() {
        if by == 0.0 && distance == 0.0 {
            return Ok(Value::double(from));
        }
        return fail("invalid '(to - from)/by' in seq(.)");
    }
    if n < 0.0 {
        return fail("wrong sign in 'by' argument");
    }
    if n > 2_147_483_647.0 {
        return fail("'by' argument is much too small");
    }
    if distance.abs() / to.abs().max(from.abs()) < 100.0 * f64::EPSILON {
        return Ok(Value::double(from));
    }
    // A last step that misses the end by rounding alone is taken, and cut to the end.
    let steps = (n + 1e-10).floor() as usize;
    let cut = |x: f64| if by > 0.0 { x.min(to) } else { x.max(to) };
    Ok(Value::doubles((0..=steps).map(|i| cut(from + i as f64 * by)).collect::<Vec<_>>()))
}

fn rev(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if x.is_object() {
        let n = args.apply_named("length", vec![Argument::new(x.clone())])?;
        let n = as_double(&n, &mut Vec::new())?.first().copied().unwrap_or(0.0);
        let at = if n > 0.0 { range(n, 1.0) } else { Value::empty(Type::Integer) };
        return args.apply_named("[", vec![Argument::new(x), Argument::new(at)]);
    }
    let at: Vec<usize> = (0..x.len()).rev().collect();
    let out = x.gather(&at);
    Ok(match x.names() {
        Some(names) => out.with_attribute(
            known::NAMES,
            at.iter().map(|&i| names.get(i)).collect::<raglan_engine::value::Strings>().into(),
        ),
        None => out,
    })
}

fn pretty_breaks(args: &mut Args) -> Eval {
    let wish = Pretty {
        n: args.count("n")?,
        least: Some(args.count("min.n")?),
        shrink: args.number("shrink.sml")?,
        bias: args.number("high.u.bias")?,
        bias5: args.number("u5.bias")?,
        correction: args.count("eps.correct")?.min(2) as u8,
    };
    let x = args.doubles("x")?;
    let finite = || x.iter().copied().filter(|v| v.is_finite());
    match finite().next() {
        None => Ok(Value::doubles(Vec::new())),
        Some(first) => {
            Ok(Value::doubles(pretty(finite().fold(first, f64::min), finite().fold(first, f64::max), &wish)))
        }
    }
}
