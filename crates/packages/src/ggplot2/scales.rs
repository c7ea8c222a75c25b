//! The functions that make scales: axes, colours, sizes, shapes, line types, opacity.

use super::scale::{Transform, X, Y};
use super::values::{put, waiver};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail};
use raglan_engine::value::{Value, as_double};
use raglan_graphics::palette::{self as palettes};

macro_rules! colour_scales {
    ($($word:literal => $aes:literal),*) => { &[ $(
        builtin(concat!("scale_", $word, "_continuous(name = waiver(), ...)"), |a| gradient(a, $aes, "#132B43", "#56B1F7")),
        builtin(concat!("scale_", $word, "_gradient(name = waiver(), ..., low = \"#132B43\", high = \"#56B1F7\")"), |a| {
            let (low, high) = (a.string("low")?, a.string("high")?);
            gradient(a, $aes, &low, &high)
        }),
        builtin(concat!("scale_", $word, "_gradient2(name = waiver(), ..., low = \"#832424\", mid = \"white\", high = \"#3A3A98\", midpoint = 0)"), |a| gradient2(a, $aes)),
        builtin(concat!("scale_", $word, "_gradientn(name = waiver(), ..., colours, values = NULL, colors)"), |a| gradientn(a, $aes)),
        builtin(concat!("scale_", $word, "_discrete(name = waiver(), ...)"), |a| hue(a, $aes, false)),
        builtin(concat!("scale_", $word, "_hue(name = waiver(), ..., h = c(0, 360) + 15, c = 100, l = 65, h.start = 0, direction = 1)"), |a| hue(a, $aes, true)),
        builtin(concat!("scale_", $word, "_manual(..., values, breaks = waiver(), na.value = \"grey50\")"), |a| manual(a, $aes)),
        builtin(concat!("scale_", $word, "_viridis_d(name = waiver(), ..., alpha = 1, begin = 0, end = 1, direction = 1, option = \"D\")"), |a| viridis(a, $aes, true)),
        builtin(concat!("scale_", $word, "_ordinal(name = waiver(), ..., alpha = 1, begin = 0, end = 1, direction = 1, option = \"D\")"), |a| viridis(a, $aes, true)),
        builtin(concat!("scale_", $word, "_viridis_c(name = waiver(), ..., alpha = 1, begin = 0, end = 1, direction = 1, option = \"D\")"), |a| viridis(a, $aes, false)),
        builtin(concat!("scale_", $word, "_viridis_b(...)"), |_| fail(concat!("`scale_", $word, "_viridis_b()` is not implemented"))),
        builtin(concat!("scale_", $word, "_binned(...)"), |_| fail(concat!("`scale_", $word, "_binned()` is not implemented"))),
        builtin(concat!("scale_", $word, "_steps(...)"), |_| fail(concat!("`scale_", $word, "_steps()` is not implemented"))),
        builtin(concat!("scale_", $word, "_brewer(name = waiver(), ..., type = \"seq\", palette = 1, direction = 1)"), |a| brewer(a, $aes)),
        builtin(concat!("scale_", $word, "_distiller(name = waiver(), ..., type = \"seq\", palette = 1, direction = -1, values = NULL)"), |a| distiller(a, $aes)),
        builtin(concat!("scale_", $word, "_grey(name = waiver(), ..., start = 0.2, end = 0.8)"), |a| {
            let palette = parts("grey", [("start", a.value("start")?), ("end", a.value("end")?)]);
            discrete(a, &[$aes], palette, Value::string("red"), "legend")
        }),
        builtin(concat!("scale_", $word, "_identity(name = waiver(), ..., guide = \"none\")"), |a| identity(a, $aes)),
    )* ] };
}

/// Scales of colours.
pub(super) const COLOURS: &[Builtin] =
    colour_scales!("colour" => "colour", "color" => "colour", "fill" => "fill");

macro_rules! axis_scales {
    ($($axis:literal => $all:expr),*) => { &[ $(
        builtin(concat!("scale_", $axis, "_continuous(name = waiver(), ...)"), |a| axis(a, $all, None)),
        builtin(concat!("scale_", $axis, "_log10(name = waiver(), ...)"), |a| axis(a, $all, Some("log10"))),
        builtin(concat!("scale_", $axis, "_sqrt(name = waiver(), ...)"), |a| axis(a, $all, Some("sqrt"))),
        builtin(concat!("scale_", $axis, "_reverse(name = waiver(), ...)"), |a| axis(a, $all, Some("reverse"))),
        builtin(concat!("scale_", $axis, "_discrete(name = waiver(), ...)"), |a| {
            discrete(a, $all, Value::Null, Value::double(raglan_engine::value::NA_REAL), "none")
        }),
        builtin(concat!("scale_", $axis, "_binned(...)"), |_| fail(concat!("`scale_", $axis, "_binned()` is not implemented"))),
        builtin(concat!("scale_", $axis, "_date(name = waiver(), ...)"), |a| axis(a, $all, Some("date"))),
        builtin(concat!("scale_", $axis, "_datetime(name = waiver(), ...)"), |a| axis(a, $all, Some("time"))),
    )* ] };
}

/// Scales of axes, and limits.
pub(super) const AXES: &[Builtin] = axis_scales!("x" => X, "y" => Y);

/// Limits, and scales of other aesthetics.
pub(super) const OTHERS: &[Builtin] = &[
    builtin("xlim(...)", |a| limits(a, "x")),
    builtin("ylim(...)", |a| limits(a, "y")),
    builtin("lims(...)", lims),
    builtin("expand_limits(...)", expand_limits),
    builtin("expansion(mult = 0, add = 0)", expansion),
    builtin("expand_scale(mult = 0, add = 0)", expansion),
    builtin("sec_axis(...)", |_| fail("`sec_axis()` is not implemented")),
    builtin("dup_axis(...)", |_| fail("`dup_axis()` is not implemented")),
    builtin("scale_alpha(name = waiver(), ..., range = c(0.1, 1))", |a| ranged(a, "alpha", "rescale")),
    builtin("scale_alpha_continuous(name = waiver(), ..., range = c(0.1, 1))", |a| {
        ranged(a, "alpha", "rescale")
    }),
    builtin("scale_alpha_discrete(name = waiver(), ..., range = c(0.1, 1))", |a| {
        ranged_discrete(a, "alpha", "rescale")
    }),
    builtin("scale_alpha_manual(..., values, breaks = waiver(), na.value = NA)", |a| manual(a, "alpha")),
    builtin("scale_alpha_identity(name = waiver(), ..., guide = \"none\")", |a| identity(a, "alpha")),
    builtin("scale_size(name = waiver(), ..., range = c(1, 6))", |a| ranged(a, "size", "area")),
    builtin("scale_size_continuous(name = waiver(), ..., range = c(1, 6))", |a| ranged(a, "size", "area")),
    builtin("scale_radius(name = waiver(), ..., range = c(1, 6))", |a| ranged(a, "size", "rescale")),
    builtin("scale_size_area(name = waiver(), ..., max_size = 6)", |a| {
        // Zero has no size: the range starts there.
        let most = a.value("max_size")?;
        let palette = parts("area", [("from", Value::double(0.0)), ("to", most)]);
        let mut pairs = named(a, "legend", Value::double(raglan_engine::value::NA_REAL))?;
        put(&mut pairs, "from_zero", Value::logical(true));
        scale("continuous", &["size"], palette, pairs, None)
    }),
    builtin("scale_size_discrete(name = waiver(), ..., range = c(2, 6))", |a| {
        ranged_discrete(a, "size", "area")
    }),
    builtin("scale_size_manual(..., values, breaks = waiver(), na.value = NA)", |a| manual(a, "size")),
    builtin("scale_size_identity(name = waiver(), ..., guide = \"none\")", |a| identity(a, "size")),
    builtin("scale_linewidth(name = waiver(), ..., range = c(1, 6))", |a| ranged(a, "linewidth", "rescale")),
    builtin("scale_linewidth_continuous(name = waiver(), ..., range = c(1, 6))", |a| {
        ranged(a, "linewidth", "rescale")
    }),
    builtin("scale_linewidth_discrete(name = waiver(), ..., range = c(2, 6))", |a| {
        ranged_discrete(a, "linewidth", "rescale")
    }),
    builtin("scale_linewidth_manual(..., values, breaks = waiver(), na.value = NA)", |a| {
        manual(a, "linewidth")
    }),
    builtin("scale_linewidth_identity(name = waiver(), ..., guide = \"none\")", |a| identity(a, "linewidth")),
    builtin("scale_shape(name = waiver(), ..., solid = TRUE)", shape),
    builtin("scale_shape_discrete(name = waiver(), ..., solid = TRUE)", shape),
    builtin("scale_shape_manual(..., values, breaks = waiver(), na.value = NA)", |a| manual(a, "shape")),
    builtin("scale_shape_identity(name = waiver(), ..., guide = \"none\")", |a| identity(a, "shape")),
    builtin("scale_linetype(name = waiver(), ...)", |a| {
        discrete(a, &["linetype"], parts("linetype", []), Value::string("blank"), "legend")
    }),
    builtin("scale_linetype_discrete(name = waiver(), ...)", |a| {
        discrete(a, &["linetype"], parts("linetype", []), Value::string("blank"), "legend")
    }),
    builtin("scale_linetype_manual(..., values, breaks = waiver(), na.value = \"blank\")", |a| {
        manual(a, "linetype")
    }),
    builtin("scale_linetype_identity(name = waiver(), ..., guide = \"none\")", |a| identity(a, "linetype")),
];

fn parts<const N: usize>(kind: &str, more: [(&str, Value); N]) -> Value {
    let mut pairs = vec![("type".to_string(), Value::string(kind))];
    pairs.extend(more.into_iter().map(|(n, v)| (n.to_string(), v)));
    Value::named_list(pairs)
}

/// The arguments `...` of a scale function may hold; abbreviations are R's.
const FIELDS: &[&str] = &[
    "name",
    "breaks",
    "minor_breaks",
    "n.breaks",
    "labels",
    "limits",
    "expand",
    "oob",
    "na.value",
    "trans",
    "transform",
    "guide",
    "position",
    "drop",
    "na.translate",
    "aesthetics",
    "space",
    "rescaler",
    "sec.axis",
    "super",
    "date_breaks",
    "date_minor_breaks",
    "date_labels",
];

fn gather(args: &mut Args, defaults: Vec<(&str, Value)>) -> Eval<Vec<(String, Value)>> {
    let mut pairs: Vec<(String, Value)> = vec![("name".into(), waiver())];
    for field in ["breaks", "minor_breaks", "labels", "expand"] {
        pairs.push((field.into(), waiver()));
    }
    for (name, value) in defaults {
        put(&mut pairs, name, value);
    }
    let mut unnamed = ["breaks"].iter();
    for argument in args.dots()? {
        let Some(name) = argument.name else {
            let Some(field) = unnamed.next() else { return fail("arguments of a scale must be named") };
            put(&mut pairs, field, argument.value);
            continue;
        };
        let given = name.as_str();
        let fits: Vec<&&str> = FIELDS.iter().filter(|f| f.starts_with(given)).collect();
        let field = match (FIELDS.iter().find(|f| **f == given), fits.as_slice()) {
            (Some(field), _) => field,
            (None, [field]) => field,
            _ => {
                return fail(format!(
                    "unused argument ({given} = {})",
                    raglan_engine::value::deparse_line(&argument.value)
                ));
            }
        };
        if ["space", "rescaler", "sec.axis", "super"].contains(field)
            && !super::values::is_waiver(&argument.value)
        {
            return fail(format!("`{field}` of scales is not implemented"));
        }
        if field.starts_with("date_") && super::values::is_waiver(&argument.value) {
            continue;
        }
        let field = if *field == "transform" { "trans" } else { field };
        put(&mut pairs, field, argument.value);
    }
    Ok(pairs)
}

fn scale(
    kind: &str,
    aesthetics: &[&str],
    palette: Value,
    mut pairs: Vec<(String, Value)>,
    trans: Option<&str>,
) -> Eval {
    let find =
        |pairs: &[(String, Value)], n: &str| pairs.iter().find(|(k, _)| k == n).map(|(_, v)| v.clone());
    let mut name = trans.map(str::to_string);
    match find(&pairs, "trans") {
        Some(Value::Character(v)) => name = v.data.get(0).map(str::to_string),
        Some(object @ Value::List(_)) => {
            name = super::values::text(&object, "name").map(|n| n.replace("log-", "log"))
        }
        Some(Value::Null) | None => {}
        Some(_) => return fail("`transform` must be the name of a transformation"),
    }
    let name = name.unwrap_or_else(|| "identity".into());
    let Some(transform) = Transform::parse(&name) else {
        return fail(format!("the transformation \"{name}\" is not implemented"));
    };
    put(&mut pairs, "trans", Value::string(&name));
    if let Some(limits @ (Value::Double(_) | Value::Integer(_))) = find(&pairs, "limits")
        && kind == "continuous"
    {
        let numbers: Vec<f64> = as_double(&limits, &mut Vec::new())?
            .iter()
            .map(|x| if x.is_nan() { *x } else { transform.apply(*x) })
            .collect();
        if numbers.len() != 2 {
            return fail("`limits` must be a vector of length 2");
        }
        put(&mut pairs, "limits", Value::doubles(numbers));
    }
    let oob = match find(&pairs, "oob") {
        None | Some(Value::Null) => "censor".to_string(),
        Some(Value::Primitive(p)) => match p.name.as_str() {
            "squish" | "oob_squish" => "squish".into(),
            "oob_keep" => "keep".into(),
            "censor" | "oob_censor" => "censor".into(),
            other => return fail(format!("the `oob` function `{other}()` is not implemented")),
        },
        Some(Value::Character(v)) => v.data.get(0).unwrap_or("censor").to_string(),
        Some(_) => return fail("`oob` must be `censor`, `squish` or `oob_keep` of scales"),
    };
    put(&mut pairs, "oob", Value::string(&oob));
    put(&mut pairs, "kind", Value::string(kind));
    put(&mut pairs, "palette", palette);
    let all = match find(&pairs, "aesthetics") {
        Some(v @ Value::Character(_)) => v,
        _ => Value::strings(aesthetics),
    };
    put(&mut pairs, "aesthetics", all);
    let position = X.contains(&aesthetics[0]) || Y.contains(&aesthetics[0]);
    let class = match (kind, position) {
        ("continuous", true) => ["ScaleContinuousPosition", "ScaleContinuous"],
        ("continuous", false) => ["ScaleContinuous", "ScaleContinuous"],
        ("discrete", true) => ["ScaleDiscretePosition", "ScaleDiscrete"],
        ("discrete", false) => ["ScaleDiscrete", "ScaleDiscrete"],
        _ => ["ScaleIdentity", "ScaleIdentity"],
    };
    Ok(Value::named_list(pairs).with_class(&[class[0], class[1], "Scale", "ggproto", "gg"]))
}

/// An argument whose default is `waiver()`.
fn or_waiver(args: &mut Args, name: &str) -> Eval {
    if args.is_missing(name) { Ok(waiver()) } else { args.value(name) }
}

fn named(args: &mut Args, guide: &str, missing: Value) -> Eval<Vec<(String, Value)>> {
    let name = or_waiver(args, "name")?;
    gather(args, vec![("name", name), ("guide", Value::string(guide)), ("na.value", missing)])
}

fn axis(args: &mut Args, aesthetics: &[&str], trans: Option<&str>) -> Eval {
    let pairs = named(args, "axis", Value::double(raglan_engine::value::NA_REAL))?;
    scale("continuous", aesthetics, Value::Null, pairs, trans)
}

fn discrete(args: &mut Args, aesthetics: &[&str], palette: Value, missing: Value, guide: &str) -> Eval {
    let pairs = named(args, guide, missing)?;
    scale("discrete", aesthetics, palette, pairs, None)
}

fn continuous(args: &mut Args, aes: &str, palette: Value, missing: Value, guide: &str) -> Eval {
    let pairs = named(args, guide, missing)?;
    scale("continuous", &[aes], palette, pairs, None)
}

fn ramp(colours: &[&str]) -> Value {
    parts("ramp", [("colours", Value::strings(colours))])
}

fn gradient(args: &mut Args, aes: &str, low: &str, high: &str) -> Eval {
    continuous(args, aes, ramp(&[low, high]), Value::string("grey50"), "colourbar")
}

fn gradient2(args: &mut Args, aes: &str) -> Eval {
    let colours = [args.string("low")?, args.string("mid")?, args.string("high")?];
    let midpoint = args.value("midpoint")?;
    let colours: Vec<&str> = colours.iter().map(String::as_str).collect();
    let mut pairs = named(args, "colourbar", Value::string("grey50"))?;
    put(&mut pairs, "midpoint", midpoint);
    scale("continuous", &[aes], ramp(&colours), pairs, None)
}

fn gradientn(args: &mut Args, aes: &str) -> Eval {
    let colours = if args.is_missing("colours") { args.value("colors")? } else { args.value("colours")? };
    let palette = parts("ramp", [("colours", colours), ("values", args.value("values")?)]);
    continuous(args, aes, palette, Value::string("grey50"), "colourbar")
}

fn hue(args: &mut Args, aes: &str, given: bool) -> Eval {
    let palette = if given {
        parts(
            "hue",
            [
                ("h", args.value("h")?),
                ("c", args.value("c")?),
                ("l", args.value("l")?),
                ("h.start", args.value("h.start")?),
                ("direction", args.value("direction")?),
            ],
        )
    } else {
        parts("hue", [])
    };
    discrete(args, &[aes], palette, Value::string("grey50"), "legend")
}

fn manual(args: &mut Args, aes: &str) -> Eval {
    let values = args.value("values")?;
    let (breaks, missing) = (or_waiver(args, "breaks")?, args.value("na.value")?);
    let defaults =
        vec![("guide", Value::string("legend")), ("na.value", missing), ("breaks", breaks.clone())];
    let mut pairs = gather(args, defaults)?;
    let has_limits = pairs.iter().any(|(n, _)| n == "limits");
    if let Some(names) = values.names()
        && !has_limits
    {
        // Only the categories that have a value are shown.
        put(&mut pairs, ".names", Value::Character(raglan_engine::value::Vector::new(names)));
    }
    let mut values = values;
    if values.names().is_none()
        && let Value::Character(texts) = &breaks
        && texts.data.len() <= values.len()
    {
        let names: Vec<String> = texts.data.iter().map(|t| t.unwrap_or("NA").to_string()).collect();
        let more = values.len() - names.len();
        let blank = std::iter::repeat_n(String::new(), more);
        values = values.with_names(names.into_iter().chain(blank));
    }
    scale("discrete", &[aes], parts("manual", [("values", values)]), pairs, None)
}

fn viridis(args: &mut Args, aes: &str, is_discrete: bool) -> Eval {
    let palette = parts(
        "viridis",
        [
            ("alpha", args.value("alpha")?),
            ("begin", args.value("begin")?),
            ("end", args.value("end")?),
            ("direction", args.value("direction")?),
            ("option", args.value("option")?),
        ],
    );
    if is_discrete {
        discrete(args, &[aes], palette, Value::string("grey50"), "legend")
    } else {
        continuous(args, aes, palette, Value::string("grey50"), "colourbar")
    }
}

fn brewer_name(args: &mut Args) -> Eval<String> {
    let palette = args.value("palette")?;
    if let Value::Character(v) = &palette {
        return Ok(v.data.get(0).unwrap_or("NA").to_string());
    }
    let kind = match args.string("type")?.as_str() {
        "div" | "diverging" => palettes::brewer::Kind::Diverging,
        "qual" | "qualitative" => palettes::brewer::Kind::Qualitative,
        _ => palettes::brewer::Kind::Sequential,
    };
    let number = args.whole("palette")?;
    match palettes::brewer::numbered(kind, number.max(0) as usize) {
        Some(name) => Ok(name.to_string()),
        None => fail("`palette` is not the number of a ColorBrewer palette"),
    }
}

fn brewer(args: &mut Args, aes: &str) -> Eval {
    let name = brewer_name(args)?;
    let palette = parts("brewer", [("name", Value::string(&name)), ("direction", args.value("direction")?)]);
    discrete(args, &[aes], palette, Value::string("grey50"), "legend")
}

fn distiller(args: &mut Args, aes: &str) -> Eval {
    let name = brewer_name(args)?;
    // Scales of numbers interpolate seven colours.
    let Some(mut colours) = palettes::brewer::brewer(7, &name) else {
        return fail(format!("Unknown palette: \"{name}\""));
    };
    if args.number("direction")? < 0.0 {
        colours.reverse();
    }
    let hex: Vec<String> = colours.into_iter().map(|c| c.hex()).collect();
    let palette = parts("ramp", [("colours", Value::strings(hex)), ("values", args.value("values")?)]);
    continuous(args, aes, palette, Value::string("grey50"), "colourbar")
}

fn identity(args: &mut Args, aes: &str) -> Eval {
    let (name, guide) = (or_waiver(args, "name")?, args.value("guide")?);
    let pairs = gather(args, vec![("name", name), ("guide", guide)])?;
    scale("identity", &[aes], Value::Null, pairs, None)
}

fn ends(args: &mut Args) -> Eval<[(&'static str, Value); 2]> {
    match args.doubles("range")?.as_ref() {
        [from, to] => Ok([("from", Value::double(*from)), ("to", Value::double(*to))]),
        _ => fail("`range` must be two numbers"),
    }
}

fn ranged(args: &mut Args, aes: &str, kind: &str) -> Eval {
    let palette = parts(kind, ends(args)?);
    continuous(args, aes, palette, Value::double(raglan_engine::value::NA_REAL), "legend")
}

fn ranged_discrete(args: &mut Args, aes: &str, kind: &str) -> Eval {
    let palette = parts(kind, ends(args)?);
    args.session.warn(&format!("Using {aes} for a discrete variable is not advised."), None)?;
    discrete(args, &[aes], palette, Value::double(raglan_engine::value::NA_REAL), "legend")
}

fn shape(args: &mut Args) -> Eval {
    let palette = parts("shape", [("solid", args.value("solid")?)]);
    discrete(args, &["shape"], palette, Value::double(raglan_engine::value::NA_REAL), "legend")
}

/// The scale an aesthetic has when none is given.
pub fn default_scale(aes: &str, is_discrete: bool, ordered: bool) -> Eval<Option<Value>> {
    let pairs = |guide: &str, missing: Value| {
        let mut pairs = vec![("name".to_string(), waiver())];
        for field in ["breaks", "minor_breaks", "labels", "expand"] {
            pairs.push((field.into(), waiver()));
        }
        pairs.push(("guide".into(), Value::string(guide)));
        pairs.push(("na.value".into(), missing));
        pairs
    };
    let na = || Value::double(raglan_engine::value::NA_REAL);
    for axis in [X, Y] {
        if axis.contains(&aes) {
            let kind = if is_discrete { "discrete" } else { "continuous" };
            return Ok(Some(scale(kind, axis, Value::Null, pairs("axis", na()), None)?));
        }
    }
    let range = |kind: &str, from: f64, to: f64| {
        parts(kind, [("from", Value::double(from)), ("to", Value::double(to))])
    };
    let grey = || Value::string("grey50");
    let (kind, palette, guide, missing) = match (aes, is_discrete) {
        ("colour" | "fill", true) if ordered => {
            ("discrete", parts("viridis", [("option", Value::string("D"))]), "legend", grey())
        }
        ("colour" | "fill", true) => ("discrete", parts("hue", []), "legend", grey()),
        ("colour" | "fill", false) => ("continuous", ramp(&["#132B43", "#56B1F7"]), "colourbar", grey()),
        ("alpha", false) => ("continuous", range("rescale", 0.1, 1.0), "legend", na()),
        ("alpha", true) => ("discrete", range("rescale", 0.1, 1.0), "legend", na()),
        ("size", false) => ("continuous", range("area", 1.0, 6.0), "legend", na()),
        ("size", true) => ("discrete", range("area", 2.0, 6.0), "legend", na()),
        ("linewidth", false) => ("continuous", range("rescale", 1.0, 6.0), "legend", na()),
        ("linewidth", true) => ("discrete", range("rescale", 2.0, 6.0), "legend", na()),
        ("shape", true) => ("discrete", parts("shape", []), "legend", na()),
        ("linetype", true) => ("discrete", parts("linetype", []), "legend", Value::string("blank")),
        ("shape", false) => {
            return fail(
                "A continuous variable cannot be mapped to the shape aesthetic\n\u{2139} choose a different aesthetic or use `scale_shape_binned()`",
            );
        }
        ("linetype", false) => {
            return fail(
                "A continuous variable cannot be mapped to the linetype aesthetic\n\u{2139} choose a different aesthetic or use `scale_linetype_binned()`",
            );
        }
        _ => return Ok(None),
    };
    Ok(Some(scale(kind, &[aes], palette, pairs(guide, missing), None)?))
}

/// The scale whose limits are these values.
fn limit_scale(aes: &str, value: Value) -> Eval {
    let is_discrete = value.is_factor() || matches!(value, Value::Character(_) | Value::Logical(_));
    let Some(made) = default_scale(aes, is_discrete, false)? else {
        return fail(format!("`{aes}` has no limits"));
    };
    if is_discrete {
        let texts = super::scale::label_texts(&value)?;
        return Ok(super::values::with(made, "limits", Value::strings(texts)));
    }
    let numbers = as_double(&value, &mut Vec::new())?.to_vec();
    let [low, high] = numbers[..] else { return fail(format!("`{aes}` must be a two-element vector.")) };
    if low > high {
        let made = super::values::with(made, "trans", Value::string("reverse"));
        return Ok(super::values::with(made, "limits", Value::doubles(vec![-low, -high])));
    }
    Ok(super::values::with(made, "limits", Value::doubles(vec![low, high])))
}

fn limits(args: &mut Args, aes: &str) -> Eval {
    let values = args.dots()?;
    let env = args.env.clone();
    let all = if values.len() == 1 {
        values[0].value.clone()
    } else {
        raglan_engine::value::combine(&values, false, true)?
    };
    let _ = env;
    limit_scale(aes, all)
}

fn lims(args: &mut Args) -> Eval {
    let mut out = Vec::new();
    for argument in args.dots()? {
        let Some(name) = argument.name else { return fail("All arguments must be named.") };
        out.push(limit_scale(&super::aes::standard(name.as_str()), argument.value)?);
    }
    Ok(Value::list(out))
}

fn expand_limits(args: &mut Args) -> Eval {
    let pairs = super::aes::named(args.dots()?);
    let rows = pairs.iter().map(|(_, v)| v.len()).max().unwrap_or(0);
    let columns: Vec<(String, Value)> = pairs
        .into_iter()
        .map(|(n, v)| {
            let at: Vec<usize> = (0..rows).map(|i| i % v.len().max(1)).collect();
            (super::aes::standard(&n), v.gather(&at))
        })
        .collect();
    let env = args.env.clone();
    let mapping: Vec<(String, Value)> =
        columns.iter().map(|(n, _)| (n.clone(), super::values::quosure(Value::symbol(n), &env))).collect();
    let data = Value::named_list(columns).with_class(&["data.frame"]).with_attribute(
        raglan_engine::value::known::ROW_NAMES,
        Value::integers(vec![raglan_engine::value::NA_INTEGER, -(rows as i32)]),
    );
    let common = super::layer::Common {
        mapping: Value::named_list(mapping).with_class(&["uneval"]),
        data,
        position: Value::string("identity"),
        show_legend: Value::logicals(vec![None]),
        inherit: false,
        constructor: "geom_blank".into(),
    };
    super::layer::make(args.session, "blank", "identity", common, Vec::new())
}

fn expansion(args: &mut Args) -> Eval {
    let (mult, add) = (args.doubles("mult")?, args.doubles("add")?);
    let end = |v: &[f64], i: usize| v[i.min(v.len() - 1)];
    if mult.is_empty() || add.is_empty() {
        return fail("`mult` and `add` must be numeric vectors with 1 or 2 elements");
    }
    Ok(Value::doubles(vec![end(&mult, 0), end(&add, 0), end(&mult, 1), end(&add, 1)]))
}
