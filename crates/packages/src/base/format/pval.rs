//! `format.pval()`: p values, those below a bound as `<` the bound.

use super::super::print::Style;
use raglan_engine::eval::{Args, Eval};
use raglan_engine::value::Value;
use raglan_engine::value::format::{RealFormat, format_real};

/// Numbers in one format, as `format()` writes them.
fn formatted(xs: &[f64], digits: i32, scipen: i32) -> Vec<String> {
    let format = RealFormat::of(xs, digits, scipen, 0, 2);
    xs.iter().map(|&x| format_real(x, &format, "NA", ".")).collect()
}

/// P values to `digits` significant digits.
pub fn p_values(pv: &[f64], digits: i32, eps: f64, na: &str, scipen: i32) -> Vec<String> {
    let known: Vec<f64> = pv.iter().copied().filter(|p| !p.is_nan()).collect();
    let mut texts = vec![String::new(); known.len()];
    let above: Vec<usize> = (0..known.len()).filter(|&i| known[i] >= eps).collect();
    // Small ones are written in scientific notation on their own.
    let is_fixed = |p: f64| p == 0.0 || p.log10().floor() >= -3.0;
    for fixed in [true, false] {
        let group: Vec<usize> = above.iter().copied().filter(|&i| is_fixed(known[i]) == fixed).collect();
        let values: Vec<f64> = group.iter().map(|&i| known[i]).collect();
        for (i, text) in group.iter().zip(formatted(&values, digits, scipen)) {
            texts[*i] = text;
        }
    }
    let below: Vec<usize> = (0..known.len()).filter(|&i| known[i] < eps).collect();
    if !below.is_empty() {
        let mut digits = (digits - 2).max(1);
        let separator = if above.is_empty() {
            if digits == 1 { "" } else { " " }
        } else {
            let widest = above.iter().map(|&i| texts[i].len()).max().unwrap_or(0) as i32;
            if digits > 1 && digits + 6 > widest {
                digits = (widest - 7).max(1);
            }
            if digits == 1 && widest <= 6 { "" } else { " " }
        };
        let bound = formatted(&[eps], digits, scipen).remove(0);
        for i in below {
            texts[i] = format!("<{separator}{bound}");
        }
    }
    let mut texts = texts.into_iter();
    pv.iter().map(|p| if p.is_nan() { na.to_string() } else { texts.next().unwrap_or_default() }).collect()
}

pub(super) fn format_pval(args: &mut Args) -> Eval {
    let pv = args.doubles("pv")?;
    let digits = args.whole("digits")? as i32;
    let eps = if args.is_missing("eps") { f64::EPSILON } else { args.number("eps")? };
    let na = args.string("na.form")?;
    let scipen = Style::of(args.session).scipen;
    Ok(Value::strings(p_values(&pv, digits, eps, &na, scipen)))
}
