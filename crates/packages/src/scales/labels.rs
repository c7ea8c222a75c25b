//! Numbers as labels: with units, thousands marks, as shares.

use raglan_engine::eval::{Args, Builtin, Eval, builtin};
use raglan_engine::value::format::round_digits;
use raglan_engine::value::{Value, known};

pub(super) const FUNCTIONS: &[Builtin] = &[builtin(
    "number(x, accuracy = NULL, scale = 1, prefix = \"\", suffix = \"\", big.mark = \" \", decimal.mark = \".\", style_positive = \"none\", style_negative = \"hyphen\", scale_cut = NULL, trim = TRUE, ...)",
    number,
)];

/// The accuracy that a vector is shown with: a tenth of the least distance, as a power of ten up to one.
fn precision(x: &[f64]) -> f64 {
    let mut distinct: Vec<f64> = x.iter().copied().filter(|v| v.is_finite()).collect();
    distinct.sort_by(f64::total_cmp);
    distinct.dedup();
    let smallest = match distinct.len() {
        0 => return 1.0,
        1 => distinct[0].abs(),
        _ => distinct.windows(2).map(|w| w[1] - w[0]).fold(f64::INFINITY, f64::min),
    };
    if smallest < f64::EPSILON.sqrt() {
        return 1.0;
    }
    let power = 10f64.powf(smallest.log10().floor() - 1.0) * 10.0;
    // A precision that shows nothing more is not needed.
    let fits = |p: f64| distinct.iter().all(|v| ((v / p).round() * p - v).abs() < 1e-9 * p.max(1e-300));
    let mut precision = power;
    if !fits(precision) {
        precision = power / 10.0;
    }
    precision.min(1.0)
}

fn number(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["style_positive", "style_negative", "scale_cut", "trim"])?;
    let given = args.value("x")?;
    let x = args.doubles("x")?;
    if x.is_empty() {
        return Ok(Value::strings(Vec::<String>::new()));
    }
    let scale = args.number("scale")?;
    let scaled: Vec<f64> = x.iter().map(|v| v * scale).collect();
    let accuracy = match args.optional("accuracy")? {
        Some(_) => args.number("accuracy")?,
        None => precision(&scaled),
    };
    let [prefix, suffix, mark, point] = [
        args.string("prefix")?,
        args.string("suffix")?,
        args.string("big.mark")?,
        args.string("decimal.mark")?,
    ];
    let digits = (-accuracy.log10().floor()).clamp(0.0, 20.0) as i32;
    let rounded: Vec<f64> = scaled.iter().map(|v| round_digits(v / accuracy, 0) * accuracy).collect();
    let label = |v: &f64| -> Option<String> {
        if v.is_nan() {
            return None;
        }
        if v.is_infinite() {
            return Some(if *v > 0.0 { "Inf".into() } else { "-Inf".into() });
        }
        let text = format!("{:.*}", digits as usize, v.abs());
        let (whole, part) = text.split_once('.').map_or((text.as_str(), None), |(w, p)| (w, Some(p)));
        let mut marked = String::new();
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i) % 3 == 0 {
                marked.push_str(&mark);
            }
            marked.push(digit);
        }
        let negative = *v < 0.0 && text.chars().any(|c| ('1'..='9').contains(&c));
        let sign = if negative { "-" } else { "" };
        let part = part.map(|p| format!("{point}{p}")).unwrap_or_default();
        Some(format!("{sign}{prefix}{marked}{part}{suffix}"))
    };
    let labels = Value::texts(rounded.iter().map(label));
    Ok(match given.attribute(known::NAMES) {
        Some(names) => labels.with_attribute(known::NAMES, names),
        None => labels,
    })
}
