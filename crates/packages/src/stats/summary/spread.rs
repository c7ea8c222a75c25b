//! The standard deviation and the median absolute deviation.

use super::{center, known_values};
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{NA_REAL, Value};
use raglan_stats::summary::quantile::sorted;

pub(super) fn sd(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    if x.is_factor() {
        return super::association::refuse_factor();
    }
    let mut values = args.doubles("x")?.to_vec();
    if args.flag("na.rm")? {
        values = known_values(&values);
    }
    if values.len() < 2 || values.iter().any(|v| raglan_engine::value::is_na(*v)) {
        return Ok(Value::double(NA_REAL));
    }
    Ok(Value::double(raglan_stats::summary::sd(&values)))
}

pub(super) fn mad(args: &mut Args) -> Eval {
    let mut values = args.doubles("x")?.to_vec();
    if args.flag("na.rm")? {
        values = known_values(&values);
    }
    let center = if args.is_missing("center") { center::of_numbers(&values) } else { args.number("center")? };
    let constant = args.number("constant")?;
    let (low, high) = (args.flag("low")?, args.flag("high")?);
    let deviations: Vec<f64> = values.iter().map(|v| (v - center).abs()).collect();
    let n = deviations.len();
    if !(low || high) || n % 2 == 1 {
        return Ok(Value::double(constant * center::of_numbers(&deviations)));
    }
    if low && high {
        return fail("'low' and 'high' cannot be both TRUE");
    }
    if n == 0 || deviations.iter().any(|d| d.is_nan()) {
        return Ok(Value::double(NA_REAL));
    }
    // The lower or the upper of the two middle ones.
    let middle = if high { n / 2 } else { n / 2 - 1 };
    Ok(Value::double(constant * sorted(&deviations)[middle]))
}
