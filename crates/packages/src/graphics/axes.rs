//! Axes, titles, text in the margins, and the box of base plots.

use super::marks::{face, labels, lty_of, pen};
use super::page::{self, LINE, Page, Plot};
use super::parameters::{Parameters, inline};
use crate::grdevices::colours_of;
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, private};
use raglan_engine::value::Value;
use raglan_engine::value::format::{RealFormat, format_real};
use raglan_graphics::breaks::{axis_ticks, log_axis_ticks};
use raglan_graphics::colour::Colour;
use raglan_graphics::dash::Lty;
use raglan_graphics::fonts::layout;
use raglan_graphics::scene::{Mark, Node, Paint, Point, Text};

pub(super) const FUNCTIONS: &[Builtin] = &[
    private(
        ".axis(side, at, labels, tick, line, pos, lty, lwd, lwd.ticks, col, col.ticks, hadj, padj, ...)",
        axis,
    ),
    builtin("axTicks(side)", |a| {
        let side = a.count("side")?;
        match a.session.state::<Page>().plot() {
            Some(plot) => Ok(Value::doubles(ticks(plot, side))),
            None => fail("plot.new has not been called yet"),
        }
    }),
    builtin("box(which = \"plot\", lty = \"solid\", ...)", frame),
    private(".titles(main, sub, xlab, ylab, line, ...)", titles),
    builtin(
        "mtext(text, side = 3, line = 0, outer = FALSE, at = NA, adj = NA, padj = NA, cex = NA, col = NA, font = NA, las = NULL, ...)",
        mtext,
    ),
    private(".text_width(s, cex)", |a| {
        let (words, cex) = (a.value("s")?, a.number("cex")?);
        let words = labels(&words)?;
        let base = a.session.state::<Page>().parameters.number("cex");
        let width = |w: &String| layout().width(raglan_graphics::fonts::Face::Regular, 12.0 * cex * base, w);
        Ok(Value::doubles(words.iter().map(width).collect::<Vec<_>>()))
    }),
    private(".region()", |a| {
        let Some(plot) = a.session.state::<Page>().plot().cloned() else {
            return fail("plot.new has not been called yet");
        };
        let [left, right, low, high] = plot.usr;
        let numbers = vec![plot.rect.width, plot.rect.height, left, right, low, high];
        Ok(Value::doubles(numbers))
    }),
];

/// Labels of ticks in a common format.
fn tick_labels(ticks: &[f64]) -> Vec<String> {
    let format = RealFormat::of(ticks, 7, 0, 0, 2);
    ticks.iter().map(|t| format_real(*t, &format, "NA", ".").trim().to_string()).collect()
}

/// Round places along a side of the plot region.
fn ticks(plot: &Plot, side: usize) -> Vec<f64> {
    let axis = (side + 1) % 2;
    let (low, high) = (plot.usr[2 * axis], plot.usr[2 * axis + 1]);
    if plot.log[axis] { log_axis_ticks(low, high, 5) } else { axis_ticks(low, high, 5) }
}

fn colour_of(args: &mut Args, value: &Value) -> Eval<Option<Colour>> {
    Ok(colours_of(args.session, value)?.first().copied().flatten())
}

/// A colour given to a call, or that of a parameter.
fn colour_or(args: &mut Args, name: &str, all: &Parameters, parameter: &str) -> Eval<Option<Colour>> {
    let given = args.value(name)?;
    let value = if matches!(given, Value::Null | Value::Logical(_)) { all.get(parameter) } else { given };
    colour_of(args, &value)
}

/// A number given to a call; none where it is missing or NA.
fn number_of(args: &mut Args, name: &str) -> Eval<Option<f64>> {
    Ok(match args.optional(name)? {
        Some(_) => Some(args.number(name)?).filter(|x| !x.is_nan()),
        None => None,
    })
}

/// How an axis is drawn.
struct Axis {
    side: usize,
    ticks: Vec<f64>,
    labels: Vec<String>,
    tick: bool,
    /// Distance of the axis from the plot region in lines.
    line: f64,
    /// User coordinate of the axis on the other axis.
    pos: Option<f64>,
    stroke: Option<raglan_graphics::scene::Stroke>,
    tick_stroke: Option<raglan_graphics::scene::Stroke>,
    text: Option<Colour>,
    size: f64,
    font: f64,
    las: f64,
    tcl: f64,
    mgp: Vec<f64>,
    hadj: Option<f64>,
    /// Labels may not run into each other.
    gap: bool,
}

fn axis(args: &mut Args) -> Eval {
    let side = args.count("side")?;
    if !(1..=4).contains(&side) {
        return fail("invalid axis number");
    }
    args.refuse_unless_default(&["padj"])?;
    let all = inline(args, &[])?;
    let Some(plot) = args.session.state::<Page>().plot().cloned() else {
        return fail("plot.new has not been called yet");
    };
    let ticks = match args.optional("at")? {
        Some(_) => args.doubles("at")?.to_vec(),
        None => ticks(&plot, side),
    };
    let given = args.value("labels")?;
    let words = match &given {
        Value::Logical(v) if v.data.len() == 1 && v.data.first() == Some(&Some(false)) => Vec::new(),
        Value::Logical(v) if v.data.len() == 1 => tick_labels(&ticks),
        other => labels(other)?,
    };
    if !words.is_empty() && words.len() != ticks.len() {
        return fail(
            "'at' and 'labels' lengths differ, ".to_string() + &format!("{} != {}", ticks.len(), words.len()),
        );
    }
    let lty = lty_of(args, "lty")?.first().cloned().unwrap_or(Lty::Solid);
    let (lwd, lwd_ticks) = (args.number("lwd")?, args.number("lwd.ticks")?);
    let col = colour_or(args, "col", &all, "fg")?;
    let col_ticks = colour_or(args, "col.ticks", &all, "fg")?;
    let col_ticks = if matches!(args.value("col.ticks")?, Value::Null) { col } else { col_ticks };
    let axis_colour = all.get("col.axis");
    let axis = Axis {
        side,
        ticks: ticks.clone(),
        labels: words,
        tick: args.flag("tick")?,
        line: number_of(args, "line")?.unwrap_or_else(|| all.numbers("mgp").get(2).copied().unwrap_or(0.0)),
        pos: number_of(args, "pos")?,
        stroke: col.filter(|_| lwd > 0.0).map(|c| pen(c, lwd, &lty)),
        tick_stroke: col_ticks.filter(|_| lwd_ticks > 0.0).map(|c| pen(c, lwd_ticks, &lty)),
        text: colour_of(args, &axis_colour)?,
        size: 12.0 * all.number(".base") * all.number("cex.axis"),
        font: all.number("font.axis"),
        las: all.number("las"),
        tcl: all.number("tcl"),
        mgp: all.numbers("mgp"),
        hadj: number_of(args, "hadj")?,
        gap: true,
    };
    page::draw(args.session, &all, |easel| {
        let nodes = axis.nodes(&easel.plot);
        nodes.into_iter().for_each(|n| easel.outside(n));
        Ok(())
    })?;
    args.invisible(Value::doubles(ticks))
}

impl Axis {
    fn nodes(&self, plot: &Plot) -> Vec<Node> {
        let rect = plot.rect;
        let along = self.side % 2 == 1;
        let outward = if self.side == 1 || self.side == 4 { 1.0 } else { -1.0 };
        let edge = match (self.pos, self.side) {
            (Some(pos), _) if along => plot.at(1.0, pos).y,
            (Some(pos), _) => plot.at(pos, 1.0).x,
            (None, 1) => rect.bottom(),
            (None, 2) => rect.x,
            (None, 3) => rect.y,
            (None, _) => rect.right(),
        } + outward * self.line * plot.line() * if self.pos.is_some() { 0.0 } else { 1.0 };
        let place = |value: f64, off: f64| {
            let at = plot.at(value, value);
            if along {
                Point::new(at.x, edge + outward * off)
            } else {
                Point::new(edge + outward * off, at.y)
            }
        };
        let (first, last) = if along { (rect.x, rect.right()) } else { (rect.y, rect.bottom()) };
        let inside = |value: &f64| {
            let p = place(*value, 0.0);
            let v = if along { p.x } else { p.y };
            (first - 0.01..=last + 0.01).contains(&v)
        };
        let mut nodes = Vec::new();
        let seen: Vec<f64> = self.ticks.iter().copied().filter(|t| t.is_finite()).collect();
        let line = |points: Vec<Point>, stroke: &raglan_graphics::scene::Stroke| {
            Node::Mark(Mark::Polyline { points, stroke: stroke.clone() })
        };
        if self.tick && !seen.is_empty() {
            let ends =
                seen.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), t| (a.min(*t), b.max(*t)));
            let clip = |p: Point| {
                if along {
                    Point::new(p.x.clamp(first, last), p.y)
                } else {
                    Point::new(p.x, p.y.clamp(first, last))
                }
            };
            if let Some(stroke) = &self.stroke {
                nodes.push(line(vec![clip(place(ends.0, 0.0)), clip(place(ends.1, 0.0))], stroke));
            }
            if let Some(stroke) = &self.tick_stroke {
                let length = -self.tcl * plot.line();
                nodes.extend(
                    seen.iter()
                        .filter(|t| inside(t))
                        .map(|t| line(vec![place(*t, 0.0), place(*t, length)], stroke)),
                );
            }
        }
        nodes.extend(self.words(plot, place, inside));
        nodes
    }

    fn words(
        &self,
        plot: &Plot,
        place: impl Fn(f64, f64) -> Point,
        inside: impl Fn(&f64) -> bool,
    ) -> Vec<Node> {
        let Some(colour) = self.text else { return Vec::new() };
        let along = self.side % 2 == 1;
        let away =
            (self.mgp.get(1).copied().unwrap_or(1.0) - self.mgp.get(2).copied().unwrap_or(0.0)) * plot.line();
        let upright = if along { self.las <= 1.0 } else { self.las == 1.0 || self.las == 2.0 };
        let parallel = upright == along;
        let mut nodes = Vec::new();
        let mut reached = f64::NEG_INFINITY;
        let mut order: Vec<usize> = (0..self.labels.len().min(self.ticks.len())).collect();
        let centre = |i: usize| {
            let p = place(self.ticks[i], 0.0);
            if along { p.x } else { -p.y }
        };
        order.sort_by(|a, b| centre(*a).total_cmp(&centre(*b)));
        for i in order {
            let (tick, label) = (self.ticks[i], &self.labels[i]);
            if !tick.is_finite() || !inside(&tick) || label.is_empty() {
                continue;
            }
            let text = Text {
                size: self.size,
                face: face(self.font),
                colour,
                ..Text::new(Point::default(), label.as_str())
            };
            if !parallel {
                // Across the axis the text ends at its line, in the middle of the tick.
                let (angle, hjust) = match self.side {
                    1 => (90.0, 1.0),
                    3 => (90.0, 0.0),
                    2 => (0.0, 1.0),
                    _ => (0.0, 0.0),
                };
                let text = Text {
                    at: place(tick, away),
                    angle,
                    hjust: self.hadj.unwrap_or(hjust),
                    vjust: 0.5,
                    ..text
                };
                nodes.push(Node::Mark(Mark::Text(text)));
                continue;
            }
            // Labels that would run into the one before are left out.
            let half = layout().width(face(self.font), self.size, label) / 2.0;
            if self.gap && centre(i) - half < reached + layout().width(face(self.font), self.size, "m") {
                continue;
            }
            reached = centre(i) + half;
            let own =
                0.2 * plot.line() + if self.side == 1 || self.side == 4 { 0.6 * plot.line() } else { 0.0 };
            let angle = if along { 0.0 } else { 90.0 };
            let text = Text { at: place(tick, away + own), angle, hjust: self.hadj.unwrap_or(0.5), ..text };
            nodes.push(Node::Mark(Mark::Text(text)));
        }
        nodes
    }
}

fn frame(args: &mut Args) -> Eval {
    let which = args.string("which")?;
    let lty = lty_of(args, "lty")?.first().cloned().unwrap_or(Lty::Solid);
    let mut all = inline(args, &[])?;
    let given = !matches!(all.get("col"), Value::Character(ref v) if v.data.get(0) == Some("black"));
    let colour = all.get(if given { "col" } else { "fg" });
    let colour = colour_of(args, &colour)?;
    let (bty, lwd) = (all.text("bty"), all.number("lwd"));
    all.put("xpd", Value::logicals(vec![None]));
    page::draw(args.session, &all, |easel| {
        let Some(colour) = colour else { return Ok(()) };
        let rect = match which.as_str() {
            "plot" => easel.plot.rect,
            "figure" => easel.plot.figure,
            _ => easel.plot.page,
        };
        let stroke = pen(colour, lwd, &lty);
        let [a, b, c, d] = rect.corners();
        let points = match bty.as_str() {
            "n" if which == "plot" => return Ok(()),
            "l" | "L" if which == "plot" => vec![a, d, c],
            "7" if which == "plot" => vec![a, b, c],
            "c" | "C" if which == "plot" => vec![b, a, d, c],
            "u" | "U" if which == "plot" => vec![a, d, c, b],
            "]" if which == "plot" => vec![a, b, c, d],
            _ => {
                easel.outside(Mark::Rect { rect, paint: Paint::stroke(stroke) });
                return Ok(());
            }
        };
        easel.outside(Mark::Polyline { points, stroke });
        Ok(())
    })?;
    args.invisible(Value::Null)
}

/// Text in a margin: `line` lines away from the plot region, `at` a place along it in points.
fn margin_place(plot: &Plot, side: usize, line: f64, at: f64) -> Point {
    let rect = plot.rect;
    let own = match side {
        1 | 4 => line + 0.8,
        _ => line + 0.2,
    } * plot.line();
    match side {
        1 => Point::new(at, rect.bottom() + own),
        2 => Point::new(rect.x - own, at),
        3 => Point::new(at, rect.y - own),
        _ => Point::new(rect.right() + own, at),
    }
}

fn titles(args: &mut Args) -> Eval {
    let all = inline(args, &[])?;
    let line = number_of(args, "line")?;
    let (mgp, base) = (all.numbers("mgp"), all.number(".base"));
    let mut texts: Vec<(&str, String, f64, f64, Option<Colour>)> = Vec::new();
    for (name, kind) in [("main", "main"), ("sub", "sub"), ("xlab", "lab"), ("ylab", "lab")] {
        let value = args.value(name)?;
        let joined = labels(&value)?.join("\n");
        if joined.is_empty() || matches!(value, Value::Logical(_)) {
            continue;
        }
        let colour = all.get(&format!("col.{kind}"));
        let colour = colour_of(args, &colour)?;
        let size = 12.0 * base * all.number(&format!("cex.{kind}"));
        texts.push((name, joined, size, all.number(&format!("font.{kind}")), colour));
    }
    let adj = all.number("adj");
    page::draw(args.session, &all, |easel| {
        let plot = easel.plot.clone();
        let rect = plot.rect;
        let (across, up) = (rect.x + adj * rect.width, rect.bottom() - adj * rect.height);
        for (name, label, size, font, colour) in texts {
            let Some(colour) = colour else { continue };
            let far = line.unwrap_or_else(|| {
                mgp.first().copied().unwrap_or(3.0) + if name == "sub" { 1.0 } else { 0.0 }
            });
            let text = Text {
                size,
                face: face(font),
                colour,
                hjust: adj,
                ..Text::new(Point::default(), label.as_str())
            };
            let text = match (name, line) {
                ("main", None) => {
                    let middle = (plot.figure.y + rect.y) / 2.0;
                    Text { at: Point::new(across, middle), vjust: 0.5, ..text }
                }
                ("main", Some(_)) => Text { at: margin_place(&plot, 3, far, across), ..text },
                ("ylab", _) => Text { at: margin_place(&plot, 2, far, up), angle: 90.0, ..text },
                _ => Text { at: margin_place(&plot, 1, far, across), ..text },
            };
            easel.outside(Mark::Text(text));
        }
        Ok(())
    })?;
    args.invisible(Value::Null)
}

fn mtext(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["padj"])?;
    let words = args.value("text")?;
    let words = labels(&words)?;
    let side = args.count("side")?;
    let line = args.number("line")?;
    let outer = args.flag("outer")?;
    let (at, adj) = (args.doubles("at")?.to_vec(), number_of(args, "adj")?);
    let (cex, font) = (number_of(args, "cex")?, number_of(args, "font")?);
    let all = inline(args, &["las"])?;
    let colour = colour_or(args, "col", &all, "fg")?;
    let las = all.number("las");
    let own_size = 12.0 * cex.unwrap_or_else(|| all.number(".base"));
    let font = font.unwrap_or_else(|| all.number("font"));
    page::draw(args.session, &all, |easel| {
        let plot = easel.plot.clone();
        let along = side % 2 == 1;
        let Some(colour) = colour else { return Ok(()) };
        for (i, word) in words.iter().enumerate() {
            let value = at.get(i % at.len().max(1)).copied().unwrap_or(f64::NAN);
            let upright = if along { las <= 1.0 } else { las == 1.0 || las == 2.0 };
            let share = adj.unwrap_or(0.5);
            let area = if outer { plot.page } else { plot.rect };
            let place = match (value.is_nan(), along) {
                (true, true) => area.x + share * area.width,
                (true, false) => area.bottom() - share * area.height,
                (false, true) => plot.at(value, value).x,
                (false, false) => plot.at(value, value).y,
            };
            let mut anchor = margin_place(&plot, side, line, place);
            if outer {
                let own = if side == 1 || side == 4 { line + 0.8 } else { line + 0.2 } * LINE;
                anchor = match side {
                    3 => Point::new(place, area.y - own),
                    1 => Point::new(place, area.bottom() + own),
                    2 => Point::new(area.x - own, place),
                    _ => Point::new(area.right() + own, place),
                };
            }
            let angle = if upright { 0.0 } else { 90.0 };
            let hjust = adj.unwrap_or(if upright == along {
                0.5
            } else if side == 2 || side == 1 {
                1.0
            } else {
                0.0
            });
            let vjust = if upright == along { 0.0 } else { 0.5 };
            let text = Text {
                at: anchor,
                size: own_size,
                face: face(font),
                colour,
                angle,
                hjust,
                vjust,
                ..Text::new(anchor, word.as_str())
            };
            easel.outside(Mark::Text(text));
        }
        Ok(())
    })?;
    args.invisible(Value::Null)
}
