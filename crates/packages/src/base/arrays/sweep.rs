//! `sweep` and `scale`: summaries taken out of an array.

use super::{Grid, extent_value, extents, plain};
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{Argument, Strings, Symbol, Type, Value, as_double, known};
use raglan_stats::extended::Extended;

pub(super) fn sweep(args: &mut Args) -> Eval {
    let function = args.function("FUN")?;
    let x = args.value("x")?;
    let Some(dim) = extents(args, &x)? else { return fail("dim(x) must have a positive length") };
    let grid = Grid::of(&x, dim);
    let margin = grid.margin(&args.value("MARGIN")?, "x")?;
    let stats = args.value("STATS")?;
    if args.flag("check.margin")? {
        check(args, &grid.extents(&margin), &stats)?;
    }
    let stats = plain(args, stats)?;
    // The summaries run along the margin first, then along what is left of the array.
    let mut order = margin.clone();
    order.extend(grid.others(&margin));
    let mut at = vec![usize::MAX; grid.dim.iter().product()];
    for (k, place) in grid.offsets(&order).into_iter().enumerate() {
        if !stats.is_empty() {
            at[place] = k % stats.len();
        }
    }
    let spread = stats.gather(&at).stripped().with_attribute(known::DIM, extent_value(&grid.dim));
    let mut arguments = vec![Argument::new(x), Argument::new(spread)];
    arguments.extend(args.dots()?);
    args.apply(&function, arguments)
}

/// Warns when the summaries do not fit the extents they are swept over.
fn check(args: &mut Args, margin: &[usize], stats: &Value) -> Eval<()> {
    let n = stats.len();
    if n > margin.iter().product() {
        return args.warn("STATS is longer than the extent of 'dim(x)[MARGIN]'");
    }
    let long = |dim: &[usize]| dim.iter().copied().filter(|&d| d > 1).collect::<Vec<_>>();
    if let Some(own) = stats.dim() {
        if long(&own) != long(margin) {
            return args.warn("length(STATS) or dim(STATS) do not match dim(x)[MARGIN]");
        }
        return Ok(());
    }
    // They recycle when they fill some extents wholly and divide the next.
    let mut filled = 1;
    for &d in margin {
        if n > 0 && filled * d >= n {
            if !n.is_multiple_of(filled) || !(filled * d).is_multiple_of(n) {
                return args.warn("STATS does not recycle exactly across MARGIN");
            }
            break;
        }
        filled *= d;
    }
    Ok(())
}

/// A number for each column, or whether to compute one.
enum Wish {
    No,
    Computed,
    Given(Value),
}

fn wish(args: &mut Args, name: &str, columns: usize) -> Eval<Wish> {
    let value = args.value(name)?;
    if let Value::Logical(_) = value {
        return Ok(if args.flag(name)? { Wish::Computed } else { Wish::No });
    }
    let value = match value.vector_type() {
        Some(Type::Integer | Type::Double) => value,
        _ => Value::doubles(args.doubles(name)?),
    };
    if value.len() != columns {
        return fail(format!("length of '{name}' must equal the number of columns of 'x'"));
    }
    Ok(Wish::Given(value))
}

/// Each column less its mean, over its root mean square.
pub(super) fn scale(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let mut x = args.apply_named("as.matrix", vec![Argument::new(x)])?;
    let Some([rows, columns]) = x.dim().and_then(|d| <[usize; 2]>::try_from(d).ok()) else {
        return fail("'x' must be a matrix");
    };
    if !raglan_engine::value::is_numeric_like(&x) {
        return fail("'x' must be numeric");
    }
    let names = x.dimnames().and_then(|d| d.into_iter().nth(1).flatten());
    for (name, label) in [("center", "scaled:center"), ("scale", "scaled:scale")] {
        let mut data = as_double(&x, &mut Vec::new())?.to_vec();
        let (numbers, kept) = match wish(args, name, columns)? {
            Wish::No => continue,
            Wish::Given(value) => (as_double(&value, &mut Vec::new())?.to_vec(), value),
            Wish::Computed => {
                let one = |k: usize| {
                    let known = data[k * rows..(k + 1) * rows].iter().copied().filter(|v| !v.is_nan());
                    if name == "center" { mean(known) } else { root_mean_square(known) }
                };
                let numbers: Vec<f64> = (0..columns).map(one).collect();
                (numbers.clone(), named(numbers, names.as_ref()))
            }
        };
        for (k, number) in numbers.iter().enumerate() {
            for v in &mut data[k * rows..(k + 1) * rows] {
                if name == "center" { *v -= number } else { *v /= number }
            }
        }
        x = Value::doubles(data).with_attributes(x.attributes().clone());
        x.set_attribute(Symbol::new(label), kept);
    }
    Ok(x)
}

fn named(numbers: Vec<f64>, names: Option<&Strings>) -> Value {
    let names = names.map_or(Value::Null, |n| n.clone().into());
    Value::doubles(numbers).with_attribute(known::NAMES, names)
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (Extended::default(), 0usize);
    for v in values {
        sum = sum.plus(v);
        count += 1;
    }
    if count == 0 { f64::NAN } else { sum.over(count as f64).value() }
}

fn root_mean_square(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (Extended::default(), 0usize);
    for v in values {
        sum = sum.plus(v * v);
        count += 1;
    }
    (sum.value() / (count.max(2) - 1) as f64).sqrt()
}
