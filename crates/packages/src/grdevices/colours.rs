//! Colours made, taken apart and put in order: `rgb()`, `hsv()`, `col2rgb()`, the palettes.

use raglan_engine::eval::{Args, Builtin, Eval, Session, builtin, fail, private};
use raglan_engine::value::{Value, as_character, as_double, is_na, known};
use raglan_graphics::colour::{Colour, Palette, colour_names, spaces};
use raglan_graphics::palette::{self, Interpolation, Space, base};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("rgb(red, green = NULL, blue = NULL, alpha, names = NULL, maxColorValue = 1)", rgb),
    builtin("hsv(h = 1, s = 1, v = 1, alpha = 1)", |a| {
        let parts = [a.doubles("h")?, a.doubles("s")?, a.doubles("v")?].map(|v| v.to_vec());
        let alpha = a.doubles("alpha")?.to_vec();
        each(&[&parts[0], &parts[1], &parts[2], &alpha], |v| {
            if v.iter().any(|x| !(0.0..=1.0).contains(x)) {
                return fail("invalid hsv color");
            }
            Ok(Some(spaces::hsv(v[0], v[1], v[2]).with_alpha(v[3]).hex()))
        })
    }),
    builtin("hcl(h = 0, c = 35, l = 85, alpha = NULL, fixup = TRUE)", hcl),
    builtin("gray(level, alpha = NULL)", grey),
    builtin("grey(level, alpha = NULL)", grey),
    builtin("col2rgb(col, alpha = FALSE)", col2rgb),
    private(".hsv_of(red, green, blue)", |a| {
        let parts = [a.doubles("red")?, a.doubles("green")?, a.doubles("blue")?].map(|v| v.to_vec());
        let mut out = Vec::new();
        for i in 0..parts[0].len() {
            let colour = Colour::from_unit([parts[0][i], parts[1][i], parts[2][i]], 1.0);
            out.extend(spaces::to_hsv(colour));
        }
        Ok(Value::doubles(out))
    }),
    builtin("colors(distinct = FALSE)", names),
    builtin("colours(distinct = FALSE)", names),
    builtin("palette(value)", set_palette),
    builtin("palette.pals()", |_| Ok(Value::strings(palette::palette_names()))),
    builtin("hcl.pals(type = NULL)", |a| {
        a.refuse_unless_default(&["type"])?;
        Ok(Value::strings(palette::hcl_palettes()))
    }),
    builtin("rainbow(n, s = 1, v = 1, start = 0, end = max(1, n - 1)/n, alpha = NULL, rev = FALSE)", |a| {
        let (s, v, start, end) = (a.number("s")?, a.number("v")?, a.number("start")?, a.number("end")?);
        if start == end || [start, end].iter().any(|x| !(0.0..=1.0).contains(x)) {
            return fail("'start' and 'end' must be distinct and in [0, 1].");
        }
        series(a, |n| palette::base::rainbow_between(n, s, v, start, end))
    }),
    builtin("heat.colors(n, alpha = NULL, rev = FALSE)", |a| series(a, base::heat_colours)),
    builtin("terrain.colors(n, alpha = NULL, rev = FALSE)", |a| series(a, base::terrain_colours)),
    builtin("topo.colors(n, alpha = NULL, rev = FALSE)", |a| series(a, base::topo_colours)),
    builtin("cm.colors(n, alpha = NULL, rev = FALSE)", |a| series(a, base::cm_colours)),
    builtin("gray.colors(n, start = 0.3, end = 0.9, gamma = 2.2, alpha = NULL, rev = FALSE)", greys),
    builtin("grey.colors(n, start = 0.3, end = 0.9, gamma = 2.2, alpha = NULL, rev = FALSE)", greys),
    builtin("hcl.colors(n, palette = \"viridis\", alpha = NULL, rev = FALSE, fixup = TRUE)", |a| {
        a.refuse_unless_default(&["fixup"])?;
        let name = a.string("palette")?;
        if palette::hcl_colors(1, &name, false).is_none() {
            return fail("'palette' does not match any given palette");
        }
        series(a, |n| palette::hcl_colors(n, &name, false).unwrap_or_default())
    }),
    private(".palette_named(name)", |a| {
        let name = a.string("name")?;
        match palette::palette_colors(&name) {
            Some(colours) => Ok(hex(&colours)),
            None => fail("'palette' does not match any given palette"),
        }
    }),
    private(".ramp_colours(colours, n, space, interpolate)", |a| {
        let colours: Vec<Colour> = colours_in(a, "colours")?.into_iter().flatten().collect();
        let space = if a.string("space")? == "Lab" { Space::Lab } else { Space::Rgb };
        let how =
            if a.string("interpolate")? == "spline" { Interpolation::Spline } else { Interpolation::Linear };
        let n = a.count("n")?;
        Ok(hex(&palette::base_ramp(&colours, space, how, n)))
    }),
    builtin("adjustcolor(col, alpha.f = 1, red.f = 1, green.f = 1, blue.f = 1)", |a| {
        let factors = [a.number("red.f")?, a.number("green.f")?, a.number("blue.f")?];
        let alpha = a.number("alpha.f")?;
        let colours = colours_in(a, "col")?;
        let one =
            |c: Option<Colour>| spaces::adjust(c.unwrap_or(Colour::TRANSPARENT), alpha, factors).hex_rgba();
        Ok(Value::strings(colours.into_iter().map(one)))
    }),
];

/// The numbered colours of the session.
#[derive(Default)]
struct Numbered(Palette);

/// Colours from strings or numbers of the palette; none where one is missing.
pub fn colours_of(session: &mut Session, value: &Value) -> Eval<Vec<Option<Colour>>> {
    let numbered = session.state::<Numbered>().0.clone();
    let read = |text: &str| match Colour::parse_with(text, &numbered) {
        Ok(colour) => Ok(Some(colour)),
        Err(fault) => fail(fault.to_string()),
    };
    match value {
        Value::Null => Ok(Vec::new()),
        Value::Integer(_) | Value::Double(_) if !value.is_factor() => as_double(value, &mut Vec::new())?
            .iter()
            .map(|x| if x.is_nan() { Ok(None) } else { read(&format!("{}", *x as i64)) })
            .collect(),
        // A factor in a plot's `col` counts by its codes.
        Value::Integer(_) => as_double(&value.clone().stripped(), &mut Vec::new())?
            .iter()
            .map(|x| if x.is_nan() { Ok(None) } else { read(&format!("{}", *x as i64)) })
            .collect(),
        Value::Logical(_) => Ok(vec![None; value.len()]),
        other => as_character(other)?.iter().map(|t| t.map_or(Ok(None), read)).collect(),
    }
}

fn colours_in(args: &mut Args, name: &str) -> Eval<Vec<Option<Colour>>> {
    let value = args.value(name)?;
    colours_of(args.session, &value)
}

fn hex(colours: &[Colour]) -> Value {
    Value::strings(colours.iter().map(|c| c.hex()))
}

/// A text for each set of recycled numbers; missing where a number is.
fn each(parts: &[&[f64]], one: impl Fn(&[f64]) -> Eval<Option<String>>) -> Eval {
    if parts.iter().any(|p| p.is_empty()) {
        return Ok(Value::strings(Vec::<String>::new()));
    }
    let n = parts.iter().map(|p| p.len()).max().unwrap_or(0);
    let mut out = Vec::with_capacity(n);
    for i in 0..n {
        let numbers: Vec<f64> = parts.iter().map(|p| p[i % p.len()]).collect();
        out.push(if numbers.iter().any(|x| is_na(*x)) { None } else { one(&numbers)? });
    }
    Ok(Value::texts(out))
}

fn rgb(args: &mut Args) -> Eval {
    let most = args.number("maxColorValue")?;
    let red = args.value("red")?;
    let (green, blue) = (args.optional("green")?, args.optional("blue")?);
    let columns = red.dim().filter(|d| d.len() == 2 && d[1] >= 3).map(|d| d[0]);
    let numbers = args.doubles("red")?.to_vec();
    let (parts, mut names) = match (columns, green.is_some() || blue.is_some()) {
        (Some(rows), false) => {
            let column = |k: usize| numbers[k * rows..(k + 1) * rows].to_vec();
            let names = red.dimnames().and_then(|d| d.into_iter().next().flatten());
            let names = names.map_or(Value::Null, |n| Value::texts(n.iter()));
            ([column(0), column(1), column(2)], names)
        }
        (None, false) => return fail("at least 3 columns needed"),
        _ => ([numbers, args.doubles("green")?.to_vec(), args.doubles("blue")?.to_vec()], Value::Null),
    };
    if !args.is_missing("names") {
        names = args.value("names")?;
    }
    let alpha =
        if args.is_missing("alpha") { None } else { args.optional("alpha")?.map(|_| args.doubles("alpha")) };
    let alpha = alpha.transpose()?.map(|a| a.to_vec());
    let byte = |x: f64| -> Eval<u8> {
        let share = x / most;
        if !(0.0..=1.0).contains(&share) {
            let shown = raglan_engine::value::double_to_string(if most == 255.0 { x } else { share });
            return fail(format!(
                "color intensity {shown}, not in {}",
                if most == 255.0 { "0:255" } else { "[0,1]" }
            ));
        }
        Ok(if most == 255.0 { x as u8 } else { (255.0 * share + 0.5) as u8 })
    };
    let full = vec![most];
    let opacity = alpha.as_ref().unwrap_or(&full);
    let out = each(&[&parts[0], &parts[1], &parts[2], opacity], |v| {
        let colour = Colour { red: byte(v[0])?, green: byte(v[1])?, blue: byte(v[2])?, alpha: byte(v[3])? };
        Ok(Some(if alpha.is_some() { colour.hex_rgba() } else { colour.hex_rgb() }))
    })?;
    Ok(match names {
        Value::Null => out,
        names => out.with_attribute(known::NAMES, names),
    })
}

fn hcl(args: &mut Args) -> Eval {
    let parts = [args.doubles("h")?, args.doubles("c")?, args.doubles("l")?].map(|v| v.to_vec());
    let alpha = args.optional("alpha")?.map(|_| args.doubles("alpha")).transpose()?.map(|a| a.to_vec());
    let fixup = args.flag("fixup")?;
    let one = vec![1.0];
    let opacity = alpha.as_ref().unwrap_or(&one);
    each(&[&parts[0], &parts[1], &parts[2], opacity], |v| {
        let (colour, inside) = spaces::hcl(v[0], v[1], v[2]);
        if !inside && !fixup {
            return Ok(None);
        }
        Ok(Some(if alpha.is_some() { colour.with_alpha(v[3]).hex_rgba() } else { colour.hex() }))
    })
}

fn grey(args: &mut Args) -> Eval {
    let levels = args.doubles("level")?.to_vec();
    let alpha = args.optional("alpha")?.map(|_| args.doubles("alpha")).transpose()?.map(|a| a.to_vec());
    let one = vec![1.0];
    let opacity = alpha.as_ref().unwrap_or(&one);
    each(&[&levels, opacity], |v| {
        if !(0.0..=1.0).contains(&v[0]) {
            return fail("invalid gray level, must be in [0,1].");
        }
        let colour = Colour::from_unit([v[0]; 3], v[1]);
        Ok(Some(if alpha.is_some() { colour.hex_rgba() } else { colour.hex_rgb() }))
    })
}

fn col2rgb(args: &mut Args) -> Eval {
    let with_alpha = args.flag("alpha")?;
    let given = args.value("col")?;
    let given = if given.is_factor() {
        Value::texts(
            as_character(
                &args.apply_named("as.character", vec![raglan_engine::value::Argument::new(given)])?,
            )?
            .iter(),
        )
    } else {
        given
    };
    let colours = colours_of(args.session, &given)?;
    let rows = if with_alpha { 4 } else { 3 };
    let mut out = Vec::with_capacity(rows * colours.len());
    for colour in &colours {
        let c = colour.unwrap_or(Colour::TRANSPARENT);
        out.extend([c.red, c.green, c.blue, c.alpha].iter().take(rows).map(|v| i32::from(*v)));
    }
    let names: Vec<&str> = ["red", "green", "blue", "alpha"].into_iter().take(rows).collect();
    let columns = match given.names() {
        Some(names) => Value::texts(names.iter()),
        None => Value::Null,
    };
    Ok(Value::integers(out)
        .with_attribute(known::DIM, Value::integers(vec![rows as i32, colours.len() as i32]))
        .with_attribute(known::DIMNAMES, Value::list(vec![Value::strings(names), columns])))
}

fn names(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["distinct"])?;
    Ok(Value::strings(colour_names().map(|(name, _)| name)))
}

/// R's name of a colour of the palette: the first that has its value, else its digits.
fn name_of(colour: Colour) -> String {
    if colour.is_transparent() {
        return "transparent".into();
    }
    match colour_names().find(|(_, c)| *c == colour) {
        Some((name, _)) if colour.alpha == 255 => name.into(),
        _ => colour.hex(),
    }
}

fn set_palette(args: &mut Args) -> Eval {
    let old: Vec<String> = args.session.state::<Numbered>().0.colours.iter().map(|c| name_of(*c)).collect();
    if args.is_missing("value") {
        return Ok(Value::strings(old));
    }
    let texts: Vec<String> = args.strings("value")?.iter().map(|s| s.unwrap_or("NA").to_string()).collect();
    let colours = match texts.as_slice() {
        [] => Vec::new(),
        [name] if name.eq_ignore_ascii_case("default") => Palette::default().colours,
        [name] => match palette::palette_colors(name) {
            Some(colours) => colours,
            None => return fail("unknown palette (need >= 2 colors)"),
        },
        _ => colours_in(args, "value")?.into_iter().flatten().collect(),
    };
    args.session.state::<Numbered>().0.colours = colours;
    args.invisible(Value::strings(old))
}

/// A palette's colours with the arguments `n`, `alpha` and `rev`.
fn series(args: &mut Args, make: impl Fn(usize) -> Vec<Colour>) -> Eval {
    let n = args.count("n")?;
    let mut colours = if n == 0 { Vec::new() } else { make(n) };
    if args.flag("rev")? {
        colours.reverse();
    }
    if args.optional("alpha")?.is_none() {
        return Ok(hex(&colours));
    }
    let alpha = args.doubles("alpha")?.to_vec();
    let one = |(i, c): (usize, &Colour)| c.with_alpha(alpha[i % alpha.len().max(1)]).hex_rgba();
    Ok(Value::strings(colours.iter().enumerate().map(one)))
}

fn greys(args: &mut Args) -> Eval {
    let (start, end, gamma) = (args.number("start")?, args.number("end")?, args.number("gamma")?);
    series(args, |n| base::grey_colours(n, start, end, gamma))
}
