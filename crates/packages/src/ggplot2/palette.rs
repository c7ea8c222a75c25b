//! What colours, sizes, shapes and line types stand for the values of a scale.

use super::frame::Column;
use super::values;
use raglan_engine::eval::{Eval, Session, fail};
use raglan_engine::value::{NA_REAL, Value};
use raglan_graphics::colour::Colour;
use raglan_graphics::palette::{self as palettes, Hue, Ramp, Viridis};
use std::rc::Rc;

/// A palette.
#[derive(Clone)]
pub enum Palette {
    /// Given values, perhaps named by category.
    Manual(Value),
    /// Equally spaced hues.
    Hue(Hue),
    /// A viridis map.
    Viridis(String, Viridis),
    /// A ColorBrewer palette and its direction.
    Brewer(String, bool),
    /// Greys between two.
    Grey(f64, f64),
    /// A colour ramp.
    Ramp(Box<Ramp>),
    /// Numbers from one to another, by value.
    Rescale(f64, f64),
    /// Numbers from one to another, by the square root of the value: areas.
    Area(f64, f64),
    /// Plotting symbols.
    Shapes(bool),
    /// Line types.
    Lines,
    /// A function of R.
    Function(Value),
    /// None: values stand for themselves.
    Identity,
}

fn colours_of(value: &Value, name: &str) -> Eval<Vec<Colour>> {
    let mut out = Vec::new();
    for text in values::texts(value, name) {
        match Colour::parse(&text) {
            Ok(colour) => out.push(colour),
            Err(fault) => return fail(fault.to_string()),
        }
    }
    Ok(out)
}

impl Palette {
    /// Reads the palette of a scale object.
    pub fn of(value: &Value) -> Eval<Palette> {
        if value.is_function() {
            return Ok(Palette::Function(value.clone()));
        }
        let number = |name: &str, default: f64| values::number(value, name).unwrap_or(default);
        let reverse = number("direction", 1.0) < 0.0;
        Ok(match values::text(value, "type").unwrap_or_default().as_str() {
            "manual" => Palette::Manual(value.part("values").unwrap_or_default()),
            "hue" => {
                let h = values::numbers(value, "h");
                let range = [h.first().copied().unwrap_or(15.0), h.get(1).copied().unwrap_or(375.0)];
                Palette::Hue(Hue {
                    range,
                    chroma: number("c", 100.0),
                    luminance: number("l", 65.0),
                    start: number("h.start", 0.0),
                    reverse,
                })
            }
            "viridis" => {
                let map = values::text(value, "option").unwrap_or_else(|| "D".into());
                let look = Viridis {
                    begin: number("begin", 0.0),
                    end: number("end", 1.0),
                    alpha: number("alpha", 1.0),
                    reverse,
                };
                Palette::Viridis(map, look)
            }
            "brewer" => Palette::Brewer(values::text(value, "name").unwrap_or_default(), reverse),
            "grey" => Palette::Grey(number("start", 0.2), number("end", 0.8)),
            "ramp" => {
                let colours = colours_of(value, "colours")?;
                let places = values::numbers(value, "values");
                Palette::Ramp(Box::new(if places.is_empty() {
                    Ramp::new(&colours)
                } else {
                    Ramp::with_values(&colours, &places)
                }))
            }
            "rescale" => Palette::Rescale(number("from", 0.1), number("to", 1.0)),
            "area" => Palette::Area(number("from", 1.0), number("to", 6.0)),
            "shape" => Palette::Shapes(values::flag(value, "solid").unwrap_or(true)),
            "linetype" => Palette::Lines,
            _ => Palette::Identity,
        })
    }

    /// Values for shares from 0 to 1.
    pub fn continuous(&self, session: &mut Session, shares: &[f64], missing: &Column) -> Eval<Column> {
        let colour = |f: &dyn Fn(f64) -> Option<Colour>| {
            let other = missing.string(0);
            Column::Text(
                shares
                    .iter()
                    .map(|x| f(*x).map(|c| Rc::from(c.hex().as_str())).or_else(|| other.clone()))
                    .collect(),
            )
        };
        let other = missing.numbers().first().copied().unwrap_or(NA_REAL);
        let number = |f: &dyn Fn(f64) -> f64| {
            Column::Number(shares.iter().map(|x| if x.is_nan() { other } else { f(*x) }).collect())
        };
        Ok(match self {
            Palette::Ramp(ramp) => colour(&|x| ramp.at(x)),
            Palette::Viridis(map, look) => {
                let Some(colours) = palettes::viridis(6, map, *look) else {
                    return fail(format!("Option '{map}' does not exist."));
                };
                let ramp = Ramp::new(&colours);
                colour(&|x| ramp.at(x))
            }
            Palette::Rescale(from, to) => number(&|x| from + x * (to - from)),
            Palette::Area(from, to) => number(&|x| from + x.sqrt() * (to - from)),
            Palette::Function(f) => Column::of(&values::call(session, f, Value::doubles(shares.to_vec()))?)?,
            _ => return fail("A discrete palette cannot be used with a continuous scale"),
        })
    }

    /// Values for categories.
    pub fn discrete(&self, session: &mut Session, levels: &[Rc<str>], aesthetics: &[String]) -> Eval<Column> {
        let n = levels.len();
        let hex = |colours: Vec<Colour>| {
            Column::Text(colours.into_iter().map(|c| Some(Rc::from(c.hex().as_str()))).collect())
        };
        Ok(match self {
            Palette::Manual(given) => return manual(given, levels),
            Palette::Hue(wheel) => hex(palettes::hue(n, *wheel)),
            Palette::Viridis(map, look) => match palettes::viridis(n, map, *look) {
                Some(colours) => hex(colours),
                None => return fail(format!("Option '{map}' does not exist.")),
            },
            Palette::Brewer(name, reverse) => {
                let Some(mut colours) = palettes::brewer::brewer(n, name) else {
                    return fail(format!("Unknown palette: \"{name}\""));
                };
                if n > colours.len() {
                    let text = format!(
                        "n too large, allowed maximum for palette {name} is {}\nReturning the palette you asked for with that many colors\n",
                        colours.len()
                    );
                    session.warn(&text, None)?;
                }
                if *reverse {
                    colours.reverse();
                }
                hex(colours)
            }
            Palette::Grey(start, end) => hex(palettes::base::grey_colours(n, *start, *end, 2.2)),
            Palette::Rescale(from, to) | Palette::Area(from, to) => {
                let area = matches!(self, Palette::Area(..));
                let step = |k: usize| if n < 2 { 0.0 } else { k as f64 / (n - 1) as f64 };
                let place = |k: usize| {
                    if !area {
                        return from + step(k) * (to - from);
                    }
                    // Areas in equal steps: the squares of the sizes are.
                    (from.powi(2) + step(k) * (to.powi(2) - from.powi(2))).sqrt()
                };
                Column::Number((0..n).map(place).collect())
            }
            Palette::Shapes(solid) => {
                let all: &[f64] =
                    if *solid { &[16.0, 17.0, 15.0, 3.0, 7.0, 8.0] } else { &[1.0, 2.0, 0.0, 3.0, 7.0, 8.0] };
                if n > 6 {
                    let text = format!(
                        "The shape palette can deal with a maximum of 6 discrete values because more than 6\nbecomes difficult to discriminate\n\u{2139} you have requested {n} values. Consider specifying shapes manually if you need\n  that many have them."
                    );
                    session.warn(&text, None)?;
                }
                Column::Number(all.iter().copied().take(n).collect())
            }
            Palette::Lines => {
                let all = [
                    "solid", "22", "42", "44", "13", "1343", "73", "2262", "12223242", "F282", "F4448444",
                    "224282F2", "F1",
                ];
                Column::Text(all.iter().take(n).map(|s| Some(Rc::from(*s))).collect())
            }
            Palette::Function(f) => Column::of(&values::call(session, f, Value::count(n))?)?,
            Palette::Ramp(_) | Palette::Identity => {
                let what = aesthetics.first().map_or("", String::as_str);
                return fail(format!(
                    "A continuous palette for `{what}` cannot be used with a discrete scale"
                ));
            }
        })
    }
}

fn manual(given: &Value, levels: &[Rc<str>]) -> Eval<Column> {
    let bare = given.clone().with_attribute(raglan_engine::value::known::NAMES, Value::Null);
    let column = Column::of(&bare)?;
    if let Some(names) = given.names() {
        let find = |l: &Rc<str>| names.iter().position(|n| n == Some(l));
        let found: Vec<Option<usize>> = levels.iter().map(find).collect();
        return Ok(match &column {
            Column::Number(x) => Column::Number(found.iter().map(|i| i.map_or(NA_REAL, |i| x[i])).collect()),
            other => {
                let texts = other.strings();
                Column::Text(found.iter().map(|i| i.and_then(|i| texts[i].clone())).collect())
            }
        });
    }
    if levels.len() > column.len() {
        return fail(format!(
            "Insufficient values in manual scale. {} needed but only {} provided.",
            levels.len(),
            column.len()
        ));
    }
    Ok(column.pick(&(0..levels.len()).collect::<Vec<_>>()))
}
