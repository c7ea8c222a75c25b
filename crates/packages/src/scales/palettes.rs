//! Colours for values: hues, ramps, ColorBrewer, greys, opacity.

use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, private};
use raglan_engine::value::{Value, is_na};
use raglan_graphics::colour::Colour;
use raglan_graphics::palette::{self, Hue, Ramp, brewer};

pub(super) const FUNCTIONS: &[Builtin] = &[
    private(".hue(n, h, c, l, h.start, direction)", hue),
    private(".brewer(n, type, palette, direction)", brewer_colours),
    private(".grey(n, start, end)", grey),
    private(".ramp(x, colours, values)", ramp),
    builtin("alpha(colour, alpha = NA)", alpha),
];

fn hex(colours: impl IntoIterator<Item = Colour>) -> Value {
    Value::strings(colours.into_iter().map(|c| c.hex()))
}

fn hue(args: &mut Args) -> Eval {
    let range = args.doubles("h")?;
    let [first, last] = range[..] else { return fail("`h` must be two hues") };
    let n = args.count("n")?;
    if n == 0 {
        return fail("Must request at least one colour from a hue palette.");
    }
    let wheel = Hue {
        range: [first, last],
        chroma: args.number("c")?,
        luminance: args.number("l")?,
        start: args.number("h.start")?,
        reverse: args.number("direction")? < 0.0,
    };
    Ok(hex(palette::hue(n, wheel)))
}

fn brewer_colours(args: &mut Args) -> Eval {
    let n = args.count("n")?;
    let given = args.value("palette")?;
    let name = match &given {
        Value::Character(v) => v.data.get(0).unwrap_or("NA").to_string(),
        _ => {
            let kind = match args.string("type")?.as_str() {
                "div" => brewer::Kind::Diverging,
                "qual" => brewer::Kind::Qualitative,
                _ => brewer::Kind::Sequential,
            };
            let number = args.count("palette")?;
            match brewer::numbered(kind, number) {
                Some(name) => name.to_string(),
                None => return fail("`palette` is not the number of a ColorBrewer palette"),
            }
        }
    };
    let Some(mut colours) = brewer::brewer(n, &name) else {
        return fail(format!("Unknown palette: \"{name}\""));
    };
    if args.number("direction")? < 0.0 {
        colours.reverse();
    }
    let missing = n.saturating_sub(colours.len());
    let texts = colours.into_iter().map(|c| Some(c.hex())).chain(std::iter::repeat_n(None, missing));
    Ok(Value::texts(texts))
}

fn grey(args: &mut Args) -> Eval {
    let n = args.count("n")?;
    Ok(hex(palette::base::grey_colours(n, args.number("start")?, args.number("end")?, 2.2)))
}

fn colours(args: &mut Args, name: &str) -> Eval<Vec<Option<Colour>>> {
    let mut out = Vec::new();
    for text in args.strings(name)?.iter() {
        out.push(match text {
            Some(text) => match Colour::parse(text) {
                Ok(colour) => Some(colour),
                Err(fault) => return fail(fault.to_string()),
            },
            None => None,
        });
    }
    Ok(out)
}

fn ramp(args: &mut Args) -> Eval {
    let colours: Vec<Colour> = colours(args, "colours")?.into_iter().flatten().collect();
    let ramp = match args.optional("values")? {
        Some(_) => Ramp::with_values(&colours, &args.doubles("values")?),
        None => Ramp::new(&colours),
    };
    Ok(Value::texts(args.doubles("x")?.iter().map(|x| ramp.at(*x).map(Colour::hex))))
}

fn alpha(args: &mut Args) -> Eval {
    let (colours, alphas) = (colours(args, "colour")?, args.doubles("alpha")?);
    let n = if colours.is_empty() || alphas.is_empty() { 0 } else { colours.len().max(alphas.len()) };
    let one = |i: usize| {
        let (colour, alpha) = (colours[i % colours.len()]?, alphas[i % alphas.len()]);
        let alpha = if is_na(alpha) || alpha.is_nan() { colour.opacity() } else { alpha };
        Some(colour.with_alpha(alpha).hex_rgba())
    };
    Ok(Value::texts((0..n).map(one)))
}
