//! Vectors as sets and as sequences of runs: `union` and kin, `append`, `rle`, `diff`, `embed`, `sequence`.

use super::frame_subscripts::take_rows;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, method};
use raglan_engine::value::{
    Argument, Arithmetic, NA_INTEGER, Strings, Value, arithmetic, as_integer, as_list, as_logical, combine,
    identical, known,
};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("union(x, y)", union),
    builtin("intersect(x, y)", |a| common(a, true)),
    builtin("setdiff(x, y)", |a| common(a, false)),
    builtin("setequal(x, y)", set_equal),
    builtin("append(x, values, after = length(x))", append),
    builtin("rle(x)", run_lengths),
    builtin("inverse.rle(x, ...)", repeat_runs),
    generic("diff(x, ...)"),
    method("diff.default(x, lag = 1L, differences = 1L, ...)", differences),
    builtin("embed(x, dimension = 1)", embed),
    generic("sequence(nvec, ...)"),
    method("sequence.default(nvec, from = 1L, by = 1L, recycle = FALSE, ...)", sequence),
];

/// Both arguments as sets of one kind: vectors of the same class keep it, others become plain.
fn operands(args: &mut Args) -> Eval<(Value, Value, bool)> {
    let (x, y) = (args.value("x")?, args.value("y")?);
    let class = |v: &Value| v.attribute(known::CLASS);
    let same = match (class(&x), class(&y)) {
        (Some(a), Some(b)) => identical(&a, &b),
        _ => false,
    };
    let plain =
        |v: Value| -> Eval { if v.is_factor() { super::types::factor_texts(&v) } else { Ok(v.stripped()) } };
    let unnamed = |mut v: Value| {
        if !v.is_data_frame() {
            v.set_attribute(known::NAMES, Value::Null);
        }
        v
    };
    Ok(if same { (unnamed(x), unnamed(y), true) } else { (plain(x)?, plain(y)?, false) })
}

fn distinct(args: &mut Args, x: Value) -> Eval {
    args.apply_named("unique", vec![Argument::new(x)])
}

fn union(args: &mut Args) -> Eval {
    let (x, y, _) = operands(args)?;
    let binder = if x.is_data_frame() { "rbind" } else { "c" };
    let both = args.apply_named(binder, vec![Argument::new(x), Argument::new(y)])?;
    distinct(args, both)
}

/// The different elements of `x` that are, or are not, in `y`.
fn common(args: &mut Args, inside: bool) -> Eval {
    let (x, y, _) = operands(args)?;
    if matches!(x, Value::Null) || inside && matches!(y, Value::Null) {
        return Ok(Value::Null);
    }
    let found = if x.is_data_frame() {
        let both = args.apply_named("rbind", vec![Argument::new(y.clone()), Argument::new(x.clone())])?;
        let rows = super::frame_subscripts::row_count(&y);
        let codes = raglan_engine::value::frame::distinct_codes(
            &as_list(&both),
            rows + super::frame_subscripts::row_count(&x),
        )
        .codes;
        let (known, wanted) = codes.split_at(rows);
        wanted.iter().map(|c| known.contains(c)).collect::<Vec<_>>()
    } else {
        let flags = args.apply_named("%in%", vec![Argument::new(x.clone()), Argument::new(y.clone())])?;
        as_logical(&flags)?.iter().map(|f| *f == Some(true)).collect()
    };
    let at: Vec<usize> = (0..found.len()).filter(|&i| found[i] == inside).collect();
    let kept = take_rows(args, &x, &at)?;
    let out = distinct(args, kept)?;
    // The type is that of both together.
    if inside && !out.is_object() && !x.is_object() {
        let nothing = y.gather(&[]);
        return Ok(combine(&[Argument::new(out), Argument::new(nothing)], false, false)?);
    }
    Ok(out)
}

fn set_equal(args: &mut Args) -> Eval {
    let (x, y, _) = operands(args)?;
    for (a, b) in [(&x, &y), (&y, &x)] {
        let flags = args.apply_named("%in%", vec![Argument::new(a.clone()), Argument::new(b.clone())])?;
        if as_logical(&flags)?.iter().any(|f| *f != Some(true)) {
            return Ok(Value::logical(false));
        }
    }
    Ok(Value::logical(true))
}

fn append(args: &mut Args) -> Eval {
    let (x, values) = (args.value("x")?, args.value("values")?);
    let n = x.len();
    let after = args.whole("after")?.clamp(0, n as i64) as usize;
    let (front, back): (Vec<usize>, Vec<usize>) = (0..n).partition(|&i| i < after);
    let mut parts = Vec::new();
    if !front.is_empty() || after > 0 {
        parts.push(Argument::new(if back.is_empty() { x.clone() } else { take_rows(args, &x, &front)? }));
    }
    parts.push(Argument::new(values));
    if !back.is_empty() {
        parts.push(Argument::new(if front.is_empty() { x } else { take_rows(args, &x, &back)? }));
    }
    args.apply_named("c", parts)
}

fn run_lengths(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if !x.is_atomic() || x.attributes().iter().any(|(n, _)| n != known::NAMES) {
        return fail("'x' must be a vector of an atomic type");
    }
    // A missing value is a run of its own.
    let codes = raglan_engine::value::frame::column_codes(&x).codes;
    let missing = |i: usize| raglan_engine::value::frame::is_missing_at(&x, i);
    let ends: Vec<usize> =
        (0..x.len()).filter(|&i| i + 1 == x.len() || codes[i] != codes[i + 1] || missing(i)).collect();
    let lengths = ends.iter().scan(0, |start, &end| {
        let length = end + 1 - *start;
        *start = end + 1;
        Some(length as i32)
    });
    let mut lengths = Value::integers(lengths.collect::<Vec<_>>());
    let mut values = x.gather(&ends);
    if let Some(names) = x.names() {
        let next: Strings = ends.iter().map(|&i| Some(names.get(i + 1).unwrap_or(""))).collect();
        lengths.set_attribute(known::NAMES, next.into());
        values.set_attribute(known::NAMES, ends.iter().map(|&i| names.get(i)).collect::<Strings>().into());
    }
    Ok(Value::named_list([("lengths", lengths), ("values", values)]).with_class(&["rle"]))
}

fn repeat_runs(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let (Some(lengths), Some(values)) = (x.part("lengths"), x.part("values")) else {
        return fail("invalid 'rle' structure");
    };
    if lengths.len() != values.len() {
        return fail("invalid 'rle' structure");
    }
    let times = as_integer(&lengths, &mut Vec::new())?;
    let at: Vec<usize> =
        times.iter().enumerate().flat_map(|(i, &n)| std::iter::repeat_n(i, n.max(0) as usize)).collect();
    let mut values = values;
    values.set_attribute(known::NAMES, Value::Null);
    take_rows(args, &values, &at)
}

fn differences(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let (lag, times) = (args.whole("lag")?, args.whole("differences")?);
    if lag < 1 || times < 1 {
        return fail("'lag' and 'differences' must be integers >= 1");
    }
    let (lag, times) = (lag as usize, times as usize);
    let rows = super::frame_subscripts::rows_of(&x);
    if lag.saturating_mul(times) >= rows {
        return Ok(x.gather(&[]));
    }
    let class = x.attribute(known::CLASS).unwrap_or_default();
    let mut out = x;
    out.set_attribute(known::CLASS, Value::Null);
    let mut n = rows;
    for _ in 0..times {
        let later = take_rows(args, &out, &(lag..n).collect::<Vec<_>>())?;
        let mut earlier = take_rows(args, &out, &(0..n - lag).collect::<Vec<_>>())?;
        earlier.set_attribute(known::DIMNAMES, Value::Null);
        let mut warnings = Vec::new();
        let kept = out.attributes().only(|k| !matches!(k, known::NAMES | known::DIM | known::DIMNAMES));
        out = arithmetic(Arithmetic::Subtract, &later, &earlier, &mut warnings)?;
        for (name, value) in kept.iter() {
            out.set_attribute(name, value.clone());
        }
        args.warn_all(warnings)?;
        n -= lag;
    }
    Ok(out.with_attribute(known::CLASS, class))
}

/// Each row holds a moment and those before it.
fn embed(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let dimension = args.count("dimension")?;
    let (rows, columns) = match x.dim().filter(|d| d.len() == 2) {
        Some(dim) => (dim[0], dim[1]),
        None => (x.len(), 1),
    };
    if dimension < 1 || dimension > rows {
        return fail("wrong embedding dimension");
    }
    let n = rows - dimension + 1;
    let mut at = Vec::with_capacity(n * dimension * columns);
    for back in (0..dimension).rev() {
        for column in 0..columns {
            at.extend((0..n).map(|i| column * rows + i + back));
        }
    }
    let dim = Value::integers(vec![n as i32, (dimension * columns) as i32]);
    Ok(x.stripped().gather(&at).with_attribute(known::DIM, dim))
}

fn sequence(args: &mut Args) -> Eval {
    let lengths = args.integers("nvec")?;
    let (from, by) = (args.integers("from")?, args.integers("by")?);
    if lengths.is_empty() {
        return Ok(Value::integers(Vec::new()));
    }
    if from.is_empty() || by.is_empty() {
        return fail("'from' and 'by' must have at least one element");
    }
    let count =
        if args.flag("recycle")? { lengths.len().max(from.len()).max(by.len()) } else { lengths.len() };
    let mut out = Vec::new();
    for k in 0..count {
        let (n, start, step) = (lengths[k % lengths.len()], from[k % from.len()], by[k % by.len()]);
        if n == NA_INTEGER || n < 0 {
            return fail("'nvec' must be a vector of non-negative integers");
        }
        out.extend((0..n).map(|i| start + i * step));
    }
    Ok(Value::integers(out))
}
