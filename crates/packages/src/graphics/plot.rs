//! `plot()` of numbers, and what adds to a plot.

use super::axes;
use super::page::{self, Plot, pen};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, generic, lazy_method};
use raglan_engine::value::{Value, deparse_line};
use raglan_graphics::colour::Colour;
use raglan_graphics::dash::Lty;
use raglan_graphics::scene::{FillRule, Mark, Node, Paint, Point};
use raglan_graphics::shapes::{Symbol, symbol};

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("plot(x, y, ...)"),
    lazy_method(
        "plot.default(x, y = NULL, type = \"p\", xlim = NULL, ylim = NULL, log = \"\", main = NULL, sub = NULL, xlab = NULL, ylab = NULL, ann = TRUE, axes = TRUE, frame.plot = axes, panel.first = NULL, panel.last = NULL, asp = NA, xaxt = \"s\", yaxt = \"s\", col = \"black\", pch = NULL, lty = 1, lwd = 1, cex = 1, bg = NA, las = NULL, ...)",
        plot_default,
    ),
    builtin(
        "lines(x, y = NULL, type = \"l\", col = \"black\", lty = 1, lwd = 1, pch = NULL, cex = 1, bg = NA, ...)",
        add,
    ),
    builtin(
        "points(x, y = NULL, type = \"p\", col = \"black\", lty = 1, lwd = 1, pch = NULL, cex = 1, bg = NA, ...)",
        add,
    ),
    builtin("abline(a = NULL, b = NULL, h = NULL, v = NULL, col = \"black\", lty = 1, lwd = 1)", abline),
    builtin("segments(x0, y0, x1 = x0, y1 = y0, col = \"black\", lty = 1, lwd = 1)", segments),
    builtin(
        "polygon(x, y = NULL, density = NULL, angle = 45, border = \"black\", col = NA, lty = 1, lwd = 1)",
        polygon,
    ),
    builtin("rug(x, ticksize = 0.03, side = 1, lwd = 0.5, col = \"black\", quiet = FALSE)", rug),
    builtin("axis(side, at = NULL, labels = TRUE)", axis),
    builtin("box()", |a| {
        page::draw(a.session, true, |plot, _| {
            axes::frame(plot);
            Ok(())
        })?;
        a.invisible(Value::Null)
    }),
    builtin("title(main = \"\", sub = \"\", xlab = \"\", ylab = \"\")", |a| {
        let [main, sub, x, y] = [a.string("main")?, a.string("sub")?, a.string("xlab")?, a.string("ylab")?];
        page::draw(a.session, true, |plot, _| {
            axes::titles(plot, &main, &sub, &x, &y);
            Ok(())
        })?;
        a.invisible(Value::Null)
    }),
    builtin("par(...)", par),
    builtin("hist(...)", |_| fail("`hist()` is not implemented")),
    builtin("barplot(...)", |_| fail("`barplot()` is not implemented")),
    builtin("boxplot(...)", |_| fail("`boxplot()` is not implemented")),
    builtin("legend(...)", |_| fail("`legend()` is not implemented")),
    builtin("text(...)", |_| fail("`text()` is not implemented")),
    builtin("curve(...)", |_| fail("`curve()` is not implemented")),
    builtin("pairs(...)", |_| fail("`pairs()` is not implemented")),
    builtin("layout(...)", |_| fail("`layout()` is not implemented")),
    builtin("matplot(...)", |_| fail("`matplot()` is not implemented")),
    builtin("mtext(...)", |_| fail("`mtext()` is not implemented")),
    builtin("pie(...)", |_| fail("`pie()` is not implemented")),
    builtin("arrows(...)", |_| fail("`arrows()` is not implemented")),
];

/// How marks look, element by element.
struct Look {
    colours: Vec<Option<Colour>>,
    fill: Option<Colour>,
    lty: Lty,
    lwd: f64,
    pch: Vec<f64>,
    cex: Vec<f64>,
}

fn colours(args: &mut Args, name: &str) -> Eval<Vec<Option<Colour>>> {
    let value = args.value(name)?;
    if let Value::Logical(_) = value {
        return Ok(vec![None]);
    }
    let mut out = Vec::new();
    for text in raglan_engine::value::as_character(&value)?.iter() {
        out.push(match text {
            Some(text) => match Colour::parse(text) {
                Ok(colour) => Some(colour),
                Err(fault) => return fail(fault.to_string()),
            },
            None => None,
        });
    }
    if out.is_empty() {
        out.push(Some(Colour::BLACK));
    }
    Ok(out)
}

fn line_type(args: &mut Args) -> Eval<Lty> {
    let value = args.value("lty")?;
    let lty = match &value {
        Value::Character(v) => Lty::parse(v.data.get(0).unwrap_or("solid")),
        _ => Lty::from_number(args.whole("lty")?),
    };
    lty.or_else(|fault| fail(fault.to_string()))
}

fn look(args: &mut Args) -> Eval<Look> {
    let pch = match args.value("pch")? {
        Value::Null => vec![args.session.state::<page::Page>().parameters.pch],
        Value::Character(_) => return fail("characters as plotting symbols (`pch`) are not implemented"),
        _ => args.doubles("pch")?.to_vec(),
    };
    let scale = args.session.state::<page::Page>().parameters.cex;
    Ok(Look {
        colours: colours(args, "col")?,
        fill: colours(args, "bg")?.first().copied().flatten(),
        lty: line_type(args)?,
        lwd: args.number("lwd")?,
        pch,
        cex: args.doubles("cex")?.iter().map(|c| c * scale).collect(),
    })
}

/// Coordinates from `x` and `y`, a list of both, or one vector counted along.
fn coordinates(args: &mut Args) -> Eval<(Vec<f64>, Vec<f64>)> {
    let (x, y) = (args.value("x")?, args.value("y")?);
    if matches!(y, Value::Null) {
        if let (Value::List(_), Some(a), Some(b)) = (&x, x.part("x"), x.part("y")) {
            let numbers = |v: &Value| raglan_engine::value::as_double(v, &mut Vec::new()).map(|v| v.to_vec());
            return Ok((numbers(&a)?, numbers(&b)?));
        }
        if x.is_object() || x.dim().is_some() || matches!(x, Value::List(_)) {
            let class = raglan_engine::value::class_vector(&x).join("/");
            return fail(format!("`plot()` of an object of class <{class}> is not implemented"));
        }
        let y = args.doubles("x")?.to_vec();
        return Ok(((1..=y.len()).map(|i| i as f64).collect(), y));
    }
    let (x, y) = (args.doubles("x")?.to_vec(), args.doubles("y")?.to_vec());
    if x.len() != y.len() {
        return fail("'x' and 'y' lengths differ");
    }
    Ok((x, y))
}

fn range(values: &[f64]) -> (f64, f64) {
    values
        .iter()
        .filter(|v| v.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(*v), b.max(*v)))
}

fn limits(args: &mut Args, name: &str, values: &[f64]) -> Eval<(f64, f64)> {
    match args.optional(name)? {
        None => Ok(range(values)),
        Some(_) => match args.doubles(name)?[..] {
            [low, high] => Ok((low, high)),
            _ => fail(format!("invalid '{name}' value")),
        },
    }
}

fn label(args: &mut Args, name: &str, default: String) -> Eval<String> {
    Ok(match args.optional(name)? {
        Some(Value::Character(v)) => v.data.get(0).unwrap_or("NA").to_string(),
        Some(_) => return fail(format!("labels of mathematical expressions (`{name}`) are not implemented")),
        None => default,
    })
}

fn plot_default(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["log", "panel.first", "panel.last", "asp"])?;
    args.refuse_dots()?;
    let (xcode, ycode) = (deparse_line(&args.expression("x")), deparse_line(&args.expression("y")));
    let one = matches!(args.value("y")?, Value::Null);
    let (x, y) = coordinates(args)?;
    let (xlim, ylim) = (limits(args, "xlim", &x)?, limits(args, "ylim", &y)?);
    let kind = args.string("type")?;
    let look = look(args)?;
    let ann = args.flag("ann")?;
    let xlab = label(args, "xlab", if one { "Index".into() } else { xcode.clone() })?;
    let ylab = label(args, "ylab", if one { xcode } else { ycode })?;
    let (main, sub) = (label(args, "main", String::new())?, label(args, "sub", String::new())?);
    let has_axes = args.flag("axes")?;
    let framed = args.flag("frame.plot")?;
    let las = args.optional("las")?.map(|_| args.number("las")).transpose()?;
    let shown = [args.string("xaxt")? != "n", args.string("yaxt")? != "n"];
    page::start(args.session, xlim, ylim)?;
    page::draw(args.session, false, |plot, parameters| {
        marks(plot, &kind, &x, &y, &look)?;
        let parameters = page::Parameters { las: las.unwrap_or(parameters.las), ..parameters.clone() };
        for side in [1, 2] {
            if has_axes && shown[side - 1] {
                let ticks = axes::ticks(plot, side);
                let labels = axes::labels(&ticks);
                axes::axis(plot, &parameters, side, &ticks, &labels);
            }
        }
        if framed {
            axes::frame(plot);
        }
        if ann {
            axes::titles(plot, &main, &sub, &xlab, &ylab);
        }
        Ok(())
    })?;
    args.invisible(Value::Null)
}

/// The marks of a type of plot: points, lines, both, steps, needles, nothing.
fn marks(plot: &mut Plot, kind: &str, x: &[f64], y: &[f64], look: &Look) -> Eval<()> {
    let mut nodes = Vec::new();
    let colour = |i: usize| look.colours[i % look.colours.len()];
    let places: Vec<Option<Point>> =
        x.iter().zip(y).map(|(x, y)| (x.is_finite() && y.is_finite()).then(|| plot.at(*x, *y))).collect();
    let lines = |points: Vec<Point>| {
        colour(0).map(|c| Node::Mark(Mark::Polyline { points, stroke: pen(c, look.lwd, &look.lty) }))
    };
    match kind {
        "n" => {}
        "p" => {}
        "l" | "o" | "b" if kind != "b" => {
            for run in places.split(Option::is_none).filter(|r| r.len() > 1) {
                nodes.extend(lines(run.iter().flatten().copied().collect()));
            }
        }
        "s" => {
            for run in places.split(Option::is_none).filter(|r| r.len() > 1) {
                let points: Vec<Point> = run.iter().flatten().copied().collect();
                let corners = points.windows(2).flat_map(|w| [w[0], Point::new(w[1].x, w[0].y)]);
                nodes.extend(lines(corners.chain(points.last().copied()).collect()));
            }
        }
        "h" => {
            let base = plot.at(0.0, 0.0).y.clamp(plot.rect.y, plot.rect.bottom());
            for at in places.iter().flatten() {
                nodes.extend(lines(vec![*at, Point::new(at.x, base)]));
            }
        }
        other => return fail(format!("the plot type '{other}' is not implemented")),
    }
    if kind == "p" || kind == "o" {
        for (i, at) in places.iter().enumerate() {
            let (Some(at), Some(c)) = (at, colour(i)) else { continue };
            let (pch, cex) = (look.pch[i % look.pch.len()], look.cex[i % look.cex.len()]);
            let stroke = pen(c, look.lwd, &Lty::Solid);
            let look = Symbol { shape: pch.max(0.0) as u8, size: 12.0 * cex, stroke, fill: look.fill };
            nodes.extend(symbol(*at, &look).into_iter().map(Node::Mark));
        }
    }
    plot.note(if kind == "p" { "points" } else { "lines" }, x, y);
    plot.inside(nodes);
    Ok(())
}

fn add(args: &mut Args) -> Eval {
    args.refuse_dots()?;
    let (x, y) = coordinates(args)?;
    let (kind, look) = (args.string("type")?, look(args)?);
    page::draw(args.session, true, |plot, _| marks(plot, &kind, &x, &y, &look))?;
    args.invisible(Value::Null)
}

fn simple(args: &mut Args) -> Eval<Option<raglan_graphics::scene::Stroke>> {
    let colour = colours(args, "col")?.first().copied().flatten();
    let (lty, lwd) = (line_type(args)?, args.number("lwd")?);
    Ok(colour.map(|c| pen(c, lwd, &lty)))
}

fn abline(args: &mut Args) -> Eval {
    let stroke = simple(args)?;
    let mut numbers = |name: &str| -> Eval<Vec<f64>> {
        Ok(match args.optional(name)? {
            Some(Value::List(_)) => return fail("`abline()` of a model is not implemented"),
            Some(_) => args.doubles(name)?.to_vec(),
            None => Vec::new(),
        })
    };
    let (a, b, h, v) = (numbers("a")?, numbers("b")?, numbers("h")?, numbers("v")?);
    page::draw(args.session, true, |plot, _| {
        let [left, right, low, high] = plot.usr;
        let mut ends: Vec<[(f64, f64); 2]> = Vec::new();
        let pair = match (a.as_slice(), b.as_slice()) {
            ([a, b], []) => Some((*a, *b)),
            ([a], [b]) => Some((*a, *b)),
            _ => None,
        };
        ends.extend(pair.map(|(a, b)| [(left, a + b * left), (right, a + b * right)]));
        ends.extend(h.iter().map(|h| [(left, *h), (right, *h)]));
        ends.extend(v.iter().map(|v| [(*v, low), (*v, high)]));
        let Some(stroke) = stroke else { return Ok(()) };
        let line = |pair: &[(f64, f64); 2]| {
            let points = pair.iter().map(|(x, y)| plot.at(*x, *y)).collect();
            Node::Mark(Mark::Polyline { points, stroke: stroke.clone() })
        };
        let nodes = ends.iter().map(line).collect();
        plot.inside(nodes);
        Ok(())
    })?;
    args.invisible(Value::Null)
}

fn segments(args: &mut Args) -> Eval {
    let stroke = simple(args)?;
    let [x0, y0, x1, y1] =
        [args.doubles("x0")?, args.doubles("y0")?, args.doubles("x1")?, args.doubles("y1")?]
            .map(|v| v.to_vec());
    let n = if [&x0, &y0, &x1, &y1].iter().any(|v| v.is_empty()) {
        0
    } else {
        x0.len().max(y0.len()).max(x1.len()).max(y1.len())
    };
    page::draw(args.session, true, |plot, _| {
        let Some(stroke) = stroke else { return Ok(()) };
        let one = |i: usize| {
            let pick = |v: &[f64]| v[i % v.len()];
            let points = vec![plot.at(pick(&x0), pick(&y0)), plot.at(pick(&x1), pick(&y1))];
            Node::Mark(Mark::Polyline { points, stroke: stroke.clone() })
        };
        let nodes = (0..n).map(one).collect();
        plot.inside(nodes);
        Ok(())
    })?;
    args.invisible(Value::Null)
}

fn polygon(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["density", "angle"])?;
    let (x, y) = coordinates(args)?;
    let (fill, border) = (colours(args, "col")?, colours(args, "border")?);
    let (lty, lwd) = (line_type(args)?, args.number("lwd")?);
    page::draw(args.session, true, |plot, _| {
        let ring: Vec<Point> = x.iter().zip(&y).map(|(x, y)| plot.at(*x, *y)).collect();
        let stroke = border.first().copied().flatten().map(|c| pen(c, lwd, &lty));
        let paint = Paint { fill: fill.first().copied().flatten(), stroke };
        plot.inside(vec![Node::Mark(Mark::Polygon { rings: vec![ring], rule: FillRule::EvenOdd, paint })]);
        plot.note("polygon", &x, &y);
        Ok(())
    })?;
    args.invisible(Value::Null)
}

fn rug(args: &mut Args) -> Eval {
    let x = args.doubles("x")?.to_vec();
    let (size, side, lwd) = (args.number("ticksize")?, args.whole("side")?, args.number("lwd")?);
    let colour = colours(args, "col")?.first().copied().flatten();
    page::draw(args.session, true, |plot, _| {
        let Some(colour) = colour else { return Ok(()) };
        let stroke = pen(colour, lwd, &Lty::Solid);
        let rect = plot.rect;
        // The length is a share of the plot region, as for R's ticks.
        let along = side % 2 == 1;
        let length = size * if along { rect.height } else { rect.width }.min(rect.width.min(rect.height));
        let mut nodes = Vec::new();
        for value in x.iter().filter(|v| v.is_finite()) {
            let at = plot.at(*value, *value);
            let ends = match side {
                1 => [Point::new(at.x, rect.bottom()), Point::new(at.x, rect.bottom() - length)],
                3 => [Point::new(at.x, rect.y), Point::new(at.x, rect.y + length)],
                2 => [Point::new(rect.x, at.y), Point::new(rect.x + length, at.y)],
                _ => [Point::new(rect.right(), at.y), Point::new(rect.right() - length, at.y)],
            };
            nodes.push(Node::Mark(Mark::Polyline { points: ends.to_vec(), stroke: stroke.clone() }));
        }
        plot.note("rug", &x, &[]);
        plot.inside(nodes);
        Ok(())
    })?;
    let value = args.value("x")?;
    args.invisible(value)
}

fn axis(args: &mut Args) -> Eval {
    let side = args.count("side")?;
    if !(1..=4).contains(&side) {
        return fail("invalid axis number");
    }
    let at = args.optional("at")?.map(|_| args.doubles("at")).transpose()?.map(|v| v.to_vec());
    let labels = match args.value("labels")? {
        Value::Character(v) => Some(v.data.iter().map(|s| s.unwrap_or("NA").to_string()).collect::<Vec<_>>()),
        Value::Logical(v) if v.data.first() == Some(&Some(false)) => Some(Vec::new()),
        _ => None,
    };
    page::draw(args.session, true, |plot, parameters| {
        let ticks = at.unwrap_or_else(|| axes::ticks(plot, side));
        let mut labels = labels.unwrap_or_else(|| axes::labels(&ticks));
        labels.resize(ticks.len(), String::new());
        axes::axis(plot, parameters, side, &ticks, &labels);
        Ok(())
    })?;
    args.invisible(Value::Null)
}

fn par(args: &mut Args) -> Eval {
    let mut old = Vec::new();
    for argument in args.dots()? {
        let Some(name) = argument.name else {
            return fail("reading parameters with `par()` is not implemented");
        };
        let given = raglan_engine::value::as_double(&argument.value, &mut Vec::new())?.to_vec();
        let parameters = &mut args.session.state::<page::Page>().parameters;
        let slot: &mut [f64] = match name.as_str() {
            "mar" => &mut parameters.mar,
            "cex" => std::slice::from_mut(&mut parameters.cex),
            "pch" => std::slice::from_mut(&mut parameters.pch),
            "lwd" => std::slice::from_mut(&mut parameters.lwd),
            "las" => std::slice::from_mut(&mut parameters.las),
            other => return fail(format!("the graphical parameter \"{other}\" is not implemented")),
        };
        if given.len() != slot.len() {
            return fail(format!("graphical parameter \"{name}\" has the wrong length"));
        }
        old.push((name.as_str().to_string(), Value::doubles(slot.to_vec())));
        slot.copy_from_slice(&given);
    }
    args.invisible(Value::named_list(old))
}
