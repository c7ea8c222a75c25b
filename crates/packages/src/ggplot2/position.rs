//! Position adjustments: how marks at the same place make room for each other.

use super::frame::Frame;
use super::values;
use raglan_engine::eval::{Args, Builtin, Eval, Session, builtin, fail};
use raglan_engine::value::{Argument, Value, as_double};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("position_identity()", |_| Ok(object("identity", Vec::new()))),
    builtin(
        "position_dodge(width = NULL, preserve = \"total\", orientation = \"x\", reverse = FALSE)",
        |a| keep(a, "dodge", &["width", "preserve", "orientation", "reverse"]),
    ),
    builtin("position_dodge2(width = NULL, preserve = \"total\", padding = 0.1, reverse = FALSE)", |a| {
        keep(a, "dodge2", &["width", "preserve", "padding", "reverse"])
    }),
    builtin("position_stack(vjust = 1, reverse = FALSE)", |a| keep(a, "stack", &["vjust", "reverse"])),
    builtin("position_fill(vjust = 1, reverse = FALSE)", |a| keep(a, "fill", &["vjust", "reverse"])),
    builtin("position_jitter(width = NULL, height = NULL, seed = NA)", jitter_object),
    builtin(
        "position_jitterdodge(jitter.width = NULL, jitter.height = 0, dodge.width = 0.75, reverse = FALSE, seed = NA)",
        jitterdodge_object,
    ),
    builtin("position_nudge(x = 0, y = 0)", |a| keep(a, "nudge", &["x", "y"])),
];

fn object(name: &str, parameters: Vec<(String, Value)>) -> Value {
    let mut parts = vec![("name".to_string(), Value::string(name))];
    parts.extend(parameters);
    Value::named_list(parts).with_class(&["Position", "ggproto", "gg"])
}

fn keep(args: &mut Args, name: &str, parameters: &[&str]) -> Eval {
    let mut pairs = Vec::new();
    for parameter in parameters {
        pairs.push((parameter.to_string(), args.value(parameter)?));
    }
    Ok(object(name, pairs))
}

/// The seed of moves: drawn once, so that a plot shown twice looks the same.
fn drawn_seed(args: &mut Args) -> Eval {
    let seed = args.value("seed")?;
    let missing = match &seed {
        Value::Null => false,
        other => as_double(other, &mut Vec::new())?.first().is_some_and(|s| s.is_nan()),
    };
    if missing {
        let arguments = vec![Argument::new(Value::integer(i32::MAX)), Argument::new(Value::integer(1))];
        return args.apply_named("sample.int", arguments);
    }
    Ok(seed)
}

fn jitterdodge_object(args: &mut Args) -> Eval {
    let seed = drawn_seed(args)?;
    let mut pairs = vec![("seed".to_string(), seed)];
    for (from, to) in [("jitter.width", "width"), ("jitter.height", "height"), ("dodge.width", "dodge.width")]
    {
        pairs.push((to.into(), args.value(from)?));
    }
    args.refuse_unless_default(&["reverse"])?;
    Ok(object("jitterdodge", pairs))
}

fn jitter_object(args: &mut Args) -> Eval {
    let seed = drawn_seed(args)?;
    let (width, height) = (args.value("width")?, args.value("height")?);
    Ok(object("jitter", vec![("width".into(), width), ("height".into(), height), ("seed".into(), seed)]))
}

/// A position object from what a layer was given.
pub fn of(given: &Value) -> Eval {
    if given.has_class("Position") {
        return Ok(given.clone());
    }
    let name = match given {
        Value::Character(v) => v.data.get(0).unwrap_or("NA").to_string(),
        _ => return fail("`position` must be a string or a <Position> object"),
    };
    let all = ["identity", "dodge", "dodge2", "stack", "fill", "jitter", "jitterdodge", "nudge"];
    if !all.contains(&name.as_str()) {
        return fail(format!("`position_{name}()` is not implemented"));
    }
    let mut parameters = Vec::new();
    if name == "jitterdodge" {
        parameters.push(("dodge.width".to_string(), Value::double(0.75)));
    }
    if name.starts_with("jitter") {
        parameters.push(("seed".to_string(), Value::double(raglan_engine::value::NA_REAL)));
    }
    Ok(object(&name, parameters))
}

/// The layer's data with adjusted positions, panel by panel.
pub fn adjust(session: &mut Session, position: &Value, frame: Frame) -> Eval<Frame> {
    let name = values::text(position, "name").unwrap_or_default();
    if name == "identity" || frame.rows == 0 {
        return Ok(frame);
    }
    if name == "nudge" {
        return Ok(nudge(position, frame));
    }
    let mut parts = Vec::new();
    let panels: Vec<Frame> = frame.groups("PANEL").into_iter().map(|(_, rows)| frame.pick(&rows)).collect();
    let seed = if name.starts_with("jitter") { Some(jitter_seed(session, position)?) } else { None };
    for panel in panels {
        parts.push(match name.as_str() {
            "stack" | "fill" => stack(position, panel, name == "fill")?,
            "dodge" => dodge(position, panel)?,
            "dodge2" => dodge2(position, panel)?,
            "jitterdodge" => {
                let ready = side_by_side(position, &panel)?;
                jitter(session, &jitterdodge_moves(position, &panel)?, ready, seed.clone().flatten())?
            }
            "jitter" => jitter(session, position, panel, seed.clone().flatten())?,
            other => return fail(format!("`position_{other}()` is not implemented")),
        });
    }
    Ok(Frame::bind(parts))
}

fn nudge(position: &Value, mut frame: Frame) -> Frame {
    for (axis, names) in [("x", super::scale::X), ("y", super::scale::Y)] {
        let by = values::numbers(position, axis);
        if by.iter().all(|b| *b == 0.0) {
            continue;
        }
        for name in names {
            if let Some(numbers) = frame.numbers(name) {
                let moved = numbers.iter().enumerate().map(|(i, v)| v + by[i % by.len()]).collect();
                frame.put(name, moved);
            }
        }
    }
    frame
}

fn jitter_seed(session: &mut Session, position: &Value) -> Eval<Option<Value>> {
    let Some(seed) = position.part("seed") else { return Ok(None) };
    if matches!(seed, Value::Null) {
        return Ok(None);
    }
    if as_double(&seed, &mut Vec::new())?.first().is_some_and(|s| s.is_nan()) {
        let env = session.global.clone();
        let arguments = vec![Argument::new(Value::integer(i32::MAX)), Argument::new(Value::integer(1))];
        return Ok(Some(session.call_named("sample.int", arguments, &env)?));
    }
    Ok(Some(seed))
}

fn jitter(session: &mut Session, position: &Value, mut frame: Frame, seed: Option<Value>) -> Eval<Frame> {
    let width = values::number(position, "width").unwrap_or_else(|| frame.resolution("x") * 0.4);
    let height = values::number(position, "height").unwrap_or_else(|| frame.resolution("y") * 0.4);
    let function = session.from_namespace("ggplot2", ".uniform_within", true)?;
    let env = session.global.clone();
    let arguments = vec![
        Argument::new(seed.unwrap_or_default()),
        Argument::new(Value::count(frame.rows)),
        Argument::new(Value::double(width)),
        Argument::new(Value::double(height)),
    ];
    let moves = session.call(&function, arguments, &env)?;
    for (axis, names) in [("x", super::scale::X), ("y", super::scale::Y)] {
        let by = values::numbers(&moves, axis);
        if by.is_empty() {
            continue;
        }
        for name in names {
            if let Some(numbers) = frame.numbers(name) {
                frame.put(name, numbers.iter().zip(&by).map(|(v, b)| v + b).collect());
            }
        }
    }
    Ok(frame)
}

/// Groups of points beside each other.
fn side_by_side(position: &Value, frame: &Frame) -> Eval<Frame> {
    let width = values::number(position, "dodge.width").unwrap_or(0.75);
    let dodged = object(
        "dodge",
        vec![("width".into(), Value::double(width)), ("preserve".into(), Value::string("total"))],
    );
    dodge(&dodged, frame.clone())
}

/// The moves within a group: a fifth of the resolution, shared by the groups of a place.
fn jitterdodge_moves(position: &Value, frame: &Frame) -> Eval<Value> {
    let groups = ["fill", "colour", "linetype", "shape", "size", "alpha"]
        .iter()
        .filter_map(|n| frame.get(n).map(|c| c.ids().1))
        .max();
    let Some(groups) = groups else {
        return fail("`position_jitterdodge()` requires at least one aesthetic to dodge by.");
    };
    let width = values::number(position, "width").unwrap_or_else(|| frame.resolution("x") * 0.4);
    let height = values::number(position, "height").unwrap_or(0.0);
    let moves = vec![
        ("width".to_string(), Value::double(width / (groups as f64 + 2.0))),
        ("height".to_string(), Value::double(height)),
    ];
    Ok(object("jitter", moves))
}

fn stack(position: &Value, mut frame: Frame, fill: bool) -> Eval<Frame> {
    let flipped = frame.at("flipped_aes", 0) == 1.0;
    let (along, value) = if flipped { ("y", "x") } else { ("x", "y") };
    let (low, high) = (format!("{value}min"), format!("{value}max"));
    let has_range = frame.has(&high);
    if !has_range && !frame.has(value) {
        return Ok(frame);
    }
    let vjust = values::number(position, "vjust").unwrap_or(1.0);
    let reverse = values::flag(position, "reverse") == Some(true);
    // Marks of a height of their own are stacked by it, lines and areas by their value.
    let top = if has_range {
        let (a, b) = (frame.of(&low), frame.of(&high));
        a.iter().zip(&b).map(|(a, b)| if *b == 0.0 { *a } else { *b }).collect()
    } else {
        frame.of(value)
    };
    let place = frame.numbers(&format!("{along}min")).unwrap_or_else(|| frame.of(along));
    let group = frame.of("group");
    let mut order: Vec<usize> = (0..frame.rows).collect();
    let sign = if reverse { 1.0 } else { -1.0 };
    order.sort_by(|a, b| {
        place[*a].total_cmp(&place[*b]).then((sign * group[*a]).total_cmp(&(sign * group[*b])))
    });
    let (mut from, mut to) = (vec![0.0; frame.rows], vec![0.0; frame.rows]);
    let mut k = 0;
    while k < order.len() {
        let start = k;
        let (mut up, mut down) = (0.0, 0.0);
        while k < order.len() && place[order[k]] == place[order[start]] {
            let i = order[k];
            let height = if top[i].is_nan() { 0.0 } else { top[i] };
            let sum = if height < 0.0 { &mut down } else { &mut up };
            from[i] = *sum;
            *sum += height;
            to[i] = *sum;
            k += 1;
        }
        if fill {
            for i in &order[start..k] {
                let total: f64 = if top[*i] < 0.0 { -down } else { up };
                from[*i] /= total.abs();
                to[*i] /= total.abs();
            }
        }
    }
    let between: Vec<f64> = from.iter().zip(&to).map(|(f, t)| (1.0 - vjust) * f + vjust * t).collect();
    frame.put(value, between);
    if has_range {
        frame.put(&low, from.iter().zip(&to).map(|(f, t)| f.min(*t)).collect());
        frame.put(&high, from.iter().zip(&to).map(|(f, t)| f.max(*t)).collect());
    }
    Ok(frame)
}

/// Left and right ends of marks along the axis.
fn ends(frame: &Frame, width: Option<f64>) -> (Vec<f64>, Vec<f64>) {
    match (frame.numbers("xmin"), frame.numbers("xmax")) {
        (Some(a), Some(b)) => (a, b),
        _ => {
            let x = frame.of("x");
            let half = width.unwrap_or(0.0) / 2.0;
            (x.iter().map(|x| x - half).collect(), x.iter().map(|x| x + half).collect())
        }
    }
}

fn dodge(position: &Value, frame: Frame) -> Eval<Frame> {
    if frame.at("flipped_aes", 0) == 1.0 {
        return Ok(turn(dodge_along(position, turn(frame))?));
    }
    dodge_along(position, frame)
}

fn dodge_along(position: &Value, frame: Frame) -> Eval<Frame> {
    let width = values::number(position, "width");
    let ranged = frame.has("xmin");
    if width.is_none() && !ranged {
        return fail("Width not defined\n\u{2139} Set with `position_dodge(width = ...)`");
    }
    let single = values::text(position, "preserve").as_deref() == Some("single");
    let (low, high) = ends(&frame, width);
    let middle: Vec<f64> = low.iter().zip(&high).map(|(a, b)| (a + b) / 2.0).collect();
    let count = |rows: &[usize]| {
        let mut groups: Vec<f64> = rows.iter().map(|i| frame.at("group", *i)).collect();
        groups.sort_by(f64::total_cmp);
        groups.dedup();
        groups
    };
    let mut places = frame.clone();
    places.put("..at", middle.clone());
    let clusters = places.groups("..at");
    let most = clusters.iter().map(|(_, rows)| count(rows).len()).max().unwrap_or(1);
    let all = count(&(0..frame.rows).collect::<Vec<_>>());
    let mut out = frame.clone();
    let (mut x, mut from, mut to) = (frame.of("x"), low.clone(), high.clone());
    for (_, rows) in clusters {
        let groups = count(&rows);
        let n = if single { most } else { groups.len() };
        let own: f64 = rows.iter().map(|i| high[*i] - low[*i]).fold(0.0, f64::max);
        let wide = width.unwrap_or(own);
        for i in &rows {
            // As `pos_dodge()`: the place among the groups at this position, which all have a slot of their own
            // where the number of slots is kept.
            let set = if single && groups.len() != n { &all } else { &groups };
            let k = set.iter().position(|g| *g == frame.at("group", *i)).unwrap_or(0) as f64 + 1.0;
            if n == 1 {
                continue;
            }
            let slot = wide * ((k - 0.5) / n as f64 - 0.5);
            x[*i] = middle[*i] + slot;
            let half = own / n as f64 / 2.0;
            from[*i] = x[*i] - half;
            to[*i] = x[*i] + half;
        }
    }
    out.put("x", x);
    if ranged {
        out.put("xmin", from);
        out.put("xmax", to);
    }
    Ok(out)
}

fn dodge2(position: &Value, frame: Frame) -> Eval<Frame> {
    if frame.at("flipped_aes", 0) == 1.0 {
        return Ok(turn(dodge2_along(position, turn(frame))?));
    }
    dodge2_along(position, frame)
}

fn dodge2_along(position: &Value, frame: Frame) -> Eval<Frame> {
    let width = values::number(position, "width");
    let padding = values::number(position, "padding").unwrap_or(0.1);
    let (low, high) = ends(&frame, width);
    // Marks that overlap form a cluster.
    let mut order: Vec<usize> = (0..frame.rows).collect();
    order.sort_by(|a, b| low[*a].total_cmp(&low[*b]));
    let mut cluster = vec![0usize; frame.rows];
    let (mut id, mut reach) = (0, f64::NEG_INFINITY);
    for i in &order {
        if low[*i] >= reach - 1e-9 {
            id += 1;
            reach = high[*i];
        } else {
            reach = reach.max(high[*i]);
        }
        cluster[*i] = id;
    }
    let single = values::text(position, "preserve").as_deref() == Some("single");
    let members = |c: usize| (0..frame.rows).filter(|i| cluster[*i] == c).collect::<Vec<_>>();
    let most = (1..=id).map(|c| members(c).len()).max().unwrap_or(1);
    let mut out = frame.clone();
    let (mut x, mut from, mut to) = (frame.of("x"), low.clone(), high.clone());
    for c in 1..=id {
        let mut rows = members(c);
        rows.sort_by(|a, b| frame.at("group", *a).total_cmp(&frame.at("group", *b)));
        let n = if single { most } else { rows.len() } as f64;
        let centre = rows.iter().map(|i| (low[*i] + high[*i]) / 2.0).sum::<f64>() / rows.len() as f64;
        let sizes: Vec<f64> = rows.iter().map(|i| (high[*i] - low[*i]) / n).collect();
        let mut at = centre - sizes.iter().sum::<f64>() / 2.0;
        for (i, size) in rows.iter().zip(&sizes) {
            // Where nothing overlaps anywhere, marks keep their width.
            let pad = if most > 1 || single { size * padding / 2.0 } else { 0.0 };
            from[*i] = at + pad;
            to[*i] = at + size - pad;
            x[*i] = at + size / 2.0;
            at += size;
        }
    }
    out.put("x", x);
    if frame.has("xmin") {
        out.put("xmin", from.clone());
        out.put("xmax", to.clone());
    }
    if frame.has("lower") {
        out.put("xid", cluster.iter().map(|c| *c as f64).collect());
        out.put("newx", out.of("x"));
        out.put("new_width", from.iter().zip(&to).map(|(a, b)| b - a).collect());
    }
    Ok(out)
}

/// x and y exchanged.
pub fn turn(mut frame: Frame) -> Frame {
    for (name, _) in &mut frame.columns {
        *name = turned(name);
    }
    for name in &mut frame.whole {
        *name = turned(name);
    }
    frame
}

fn turned(name: &str) -> String {
    match name {
        "lower" => "xlower".into(),
        "middle" => "xmiddle".into(),
        "upper" => "xupper".into(),
        "xlower" => "lower".into(),
        "xmiddle" => "middle".into(),
        "xupper" => "upper".into(),
        "x" | "xmin" | "xmax" | "xend" | "xintercept" | "xmin_final" | "xmax_final" => {
            name.replacen('x', "y", 1)
        }
        "y" | "ymin" | "ymax" | "yend" | "yintercept" | "ymin_final" | "ymax_final" => {
            name.replacen('y', "x", 1)
        }
        other => other.into(),
    }
}
