//! Values moved into ranges, and breaks of ranges.

use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, private};
use raglan_engine::value::{NA_REAL, Value};
use raglan_graphics::breaks::{self, Extended, range};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("rescale(x, to = c(0, 1), from = NULL, ...)", |a| {
        let (x, to, from) = (a.doubles("x")?.to_vec(), pair(a, "to")?, from(a)?);
        Ok(Value::doubles(x.into_iter().map(|v| range::rescale(v, from, to)).collect::<Vec<_>>()))
    }),
    builtin("rescale_mid(x, to = c(0, 1), from = NULL, mid = 0, ...)", |a| {
        let (x, to, from, mid) = (a.doubles("x")?.to_vec(), pair(a, "to")?, from(a)?, a.number("mid")?);
        Ok(Value::doubles(x.into_iter().map(|v| range::rescale_mid(v, from, mid, to)).collect::<Vec<_>>()))
    }),
    builtin("squish(x, range = c(0, 1), only.finite = TRUE)", squish),
    builtin("oob_squish(x, range = c(0, 1), only.finite = TRUE)", squish),
    builtin("censor(x, range = c(0, 1), only.finite = TRUE)", censor),
    builtin("oob_censor(x, range = c(0, 1), only.finite = TRUE)", censor),
    builtin("oob_keep(x, range = c(0, 1))", |a| a.value("x")),
    builtin("zero_range(x, tol = 1000 * .Machine$double.eps)", |a| {
        a.refuse_unless_default(&["tol"])?;
        let (low, high) = pair(a, "x")?;
        Ok(Value::logical(range::is_zero(low, high)))
    }),
    private(".extended(x, n)", |a| {
        let (low, high) = ends(&a.doubles("x")?);
        let wish = Extended { n: a.count("n")?, ..Extended::default() };
        Ok(Value::doubles(breaks::extended(low, high, &wish)))
    }),
    private(".log_breaks(x, n, base)", |a| {
        let (low, high) = ends(&a.doubles("x")?);
        Ok(Value::doubles(breaks::logarithmic(low, high, a.count("n")?, a.number("base")?)))
    }),
    private(".width(x, width)", |a| {
        let (low, high) = ends(&a.doubles("x")?);
        Ok(Value::doubles(breaks::width(low, high, a.number("width")?)))
    }),
];

fn ends(x: &[f64]) -> (f64, f64) {
    x.iter()
        .filter(|v| v.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(*v), b.max(*v)))
}

fn pair(args: &mut Args, name: &str) -> Eval<(f64, f64)> {
    match args.doubles(name)?.as_ref() {
        [low, high] => Ok((*low, *high)),
        _ => fail(format!("`{name}` must be a numeric vector of length 2")),
    }
}

fn from(args: &mut Args) -> Eval<(f64, f64)> {
    if args.optional("from")?.is_some() {
        return pair(args, "from");
    }
    Ok(ends(&args.doubles("x")?))
}

fn squish(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["only.finite"])?;
    let (x, (low, high)) = (args.doubles("x")?.to_vec(), pair(args, "range")?);
    Ok(Value::doubles(x.into_iter().map(|v| range::squish(v, low, high)).collect::<Vec<_>>()))
}

fn censor(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["only.finite"])?;
    let (x, (low, high)) = (args.doubles("x")?.to_vec(), pair(args, "range")?);
    Ok(Value::doubles(
        x.into_iter().map(|v| range::censor(v, low, high).unwrap_or(NA_REAL)).collect::<Vec<_>>(),
    ))
}
