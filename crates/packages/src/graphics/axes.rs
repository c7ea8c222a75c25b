//! Axes, titles and the box of base plots.

use super::page::{LINE, Parameters, Plot, margin_text, pen};
use raglan_engine::value::format::{RealFormat, format_real};
use raglan_graphics::breaks::axis_ticks;
use raglan_graphics::colour::Colour;
use raglan_graphics::dash::Lty;
use raglan_graphics::fonts::{Face, layout};
use raglan_graphics::scene::{Mark, Node, Paint, Point, Text};

/// Labels of ticks in a common format.
pub fn labels(ticks: &[f64]) -> Vec<String> {
    let format = RealFormat::of(ticks, 7, 0, 0, 2);
    ticks.iter().map(|t| format_real(*t, &format, "NA", ".").trim().to_string()).collect()
}

/// Round places along a side of the plot region.
pub fn ticks(plot: &Plot, side: usize) -> Vec<f64> {
    let [left, right, low, high] = plot.usr;
    if side % 2 == 1 { axis_ticks(left, right, 5) } else { axis_ticks(low, high, 5) }
}

/// An axis at a side (1 below, 2 left, 3 above, 4 right).
pub fn axis(plot: &mut Plot, parameters: &Parameters, side: usize, ticks: &[f64], labels: &[String]) {
    let stroke = pen(Colour::BLACK, 1.0, &Lty::Solid);
    let rect = plot.rect;
    let along = side % 2 == 1;
    let outward = if side == 1 || side == 4 { 1.0 } else { -1.0 };
    let edge = match side {
        1 => rect.bottom(),
        2 => rect.x,
        3 => rect.y,
        _ => rect.right(),
    };
    let place = |value: f64, off: f64| {
        let at = plot.at(value, value);
        if along { Point::new(at.x, edge + outward * off) } else { Point::new(edge + outward * off, at.y) }
    };
    let mut nodes = Vec::new();
    if let (Some(first), Some(last)) = (ticks.first(), ticks.last()) {
        let points = vec![place(*first, 0.0), place(*last, 0.0)];
        nodes.push(Node::Mark(Mark::Polyline { points, stroke: stroke.clone() }));
    }
    let mut reached = f64::NEG_INFINITY;
    for (tick, label) in ticks.iter().zip(labels) {
        let points = vec![place(*tick, 0.0), place(*tick, LINE / 2.0)];
        nodes.push(Node::Mark(Mark::Polyline { points, stroke: stroke.clone() }));
        let upright = along || parameters.las == 1.0;
        if !along && upright {
            let at = place(*tick, LINE);
            let hjust = if side == 2 { 1.0 } else { 0.0 };
            nodes.push(Node::Mark(Mark::Text(Text { hjust, vjust: 0.5, ..Text::new(at, label.as_str()) })));
            continue;
        }
        // Labels that would run into the one before are left out.
        let half = layout().width(Face::Regular, 12.0, label) / 2.0;
        let centre = if along { place(*tick, 0.0).x } else { -place(*tick, 0.0).y };
        if centre - half < reached + 12.0 * 0.5 {
            continue;
        }
        reached = centre + half;
        let off = match side {
            1 => 1.8 * LINE,
            2 => 1.2 * LINE,
            3 => 1.2 * LINE,
            _ => 1.8 * LINE,
        };
        nodes.push(margin_text(place(*tick, off), label, if along { 0.0 } else { 90.0 }, 1.0, Face::Regular));
    }
    nodes.into_iter().for_each(|n| plot.outside(n));
}

/// The box around the plot region.
pub fn frame(plot: &mut Plot) {
    let paint = Paint::stroke(pen(Colour::BLACK, 1.0, &Lty::Solid));
    let rect = plot.rect;
    plot.outside(Mark::Rect { rect, paint });
}

/// Titles in the margins; empty ones are not drawn.
pub fn titles(plot: &mut Plot, main: &str, sub: &str, xlab: &str, ylab: &str) {
    let rect = plot.rect;
    let (centre, middle) = (rect.x + rect.width / 2.0, rect.y + rect.height / 2.0);
    if !main.is_empty() {
        let at = Point::new(centre, rect.y / 2.0);
        let text = Text { size: 14.4, face: Face::Bold, hjust: 0.5, vjust: 0.5, ..Text::new(at, main) };
        plot.outside(Node::Mark(Mark::Text(text)));
    }
    for (text, lines) in [(xlab, 3.8), (sub, 4.8)] {
        if !text.is_empty() {
            plot.outside(margin_text(
                Point::new(centre, rect.bottom() + lines * LINE),
                text,
                0.0,
                1.0,
                Face::Regular,
            ));
        }
    }
    if !ylab.is_empty() {
        plot.outside(margin_text(Point::new(rect.x - 3.2 * LINE, middle), ylab, 90.0, 1.0, Face::Regular));
    }
}
