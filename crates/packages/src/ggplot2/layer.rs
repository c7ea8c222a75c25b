//! Layers: what `geom_…()` and `stat_…()` make, as R lists and as the builder reads them.

use super::aes;
use super::geom::{self, Geom};
use super::position;
use super::stat::{self, Stat};
use super::values::{self, entries, put};
use raglan_engine::eval::{Args, Eval, Session, fail};
use raglan_engine::value::{Value, as_double};

/// Named values.
#[derive(Clone, Default)]
pub struct Params(pub Vec<(String, Value)>);

impl Params {
    /// A value that is not NULL.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, v)| v).filter(|v| !matches!(v, Value::Null))
    }

    /// A number.
    pub fn number(&self, name: &str) -> Option<f64> {
        self.numbers(name).first().copied()
    }

    /// Numbers.
    pub fn numbers(&self, name: &str) -> Vec<f64> {
        self.get(name)
            .and_then(|v| as_double(v, &mut Vec::new()).ok())
            .map(|x| x.to_vec())
            .unwrap_or_default()
    }

    /// TRUE.
    pub fn is_true(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Value::Logical(v)) if v.data.first() == Some(&Some(true)))
    }

    /// FALSE.
    pub fn is_false(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Value::Logical(v)) if v.data.first() == Some(&Some(false)))
    }

    /// A string.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.get(name) {
            Some(Value::Character(v)) => v.data.get(0).map(str::to_string),
            _ => None,
        }
    }

    /// Sets a value.
    pub fn set(&mut self, name: &str, value: Value) {
        put(&mut self.0, name, value);
    }
}

/// A layer as the builder reads it.
#[derive(Clone)]
pub struct Layer {
    /// What is drawn.
    pub geom: &'static Geom,
    /// What is computed.
    pub stat: &'static Stat,
    /// How marks make room for each other.
    pub position: Value,
    /// Its own data, a function of the plot's, or a waiver.
    pub data: Value,
    /// Its own mapping.
    pub mapping: Vec<(String, Value)>,
    /// Aesthetics set to constants.
    pub set: Params,
    /// Parameters of the geom.
    pub geom_params: Params,
    /// Parameters of the statistic.
    pub stat_params: Params,
    /// Whether the plot's mapping holds too.
    pub inherits: bool,
    /// Whether it is in legends: NA, TRUE or FALSE, perhaps by aesthetic.
    pub show_legend: Value,
    /// The name of its key's drawing, when given.
    pub key_glyph: Option<String>,
}

impl Layer {
    /// Reads a layer object.
    pub fn of(object: &Value) -> Eval<Layer> {
        let text = |name: &str| values::text(object, name).unwrap_or_default();
        let params = |name: &str| Params(entries(&object.part(name).unwrap_or_default()));
        Ok(Layer {
            geom: geom::find(&text("geom"))?,
            stat: stat::find(&text("stat"))?,
            position: object.part("position").unwrap_or_default(),
            data: object.part("data").unwrap_or_default(),
            mapping: entries(&object.part("mapping").unwrap_or_default()),
            set: params("aes_params"),
            geom_params: params("geom_params"),
            stat_params: params("stat_params"),
            inherits: values::flag(object, "inherit.aes").unwrap_or(true),
            show_legend: object.part("show.legend").unwrap_or_default(),
            key_glyph: values::text(object, "key_glyph"),
        })
    }
}

/// The labels that a layer's statistic gives to aesthetics nobody maps.
pub fn stat_labels(object: &Value, plot_mapping: &Value) -> Vec<(String, String)> {
    let Some(stat) = values::text(object, "stat").and_then(|s| stat::find(&s).ok()) else {
        return Vec::new();
    };
    let own = object.part("mapping").unwrap_or_default();
    let maps = |aes: &str| entries(&own).iter().chain(&entries(plot_mapping)).any(|(n, _)| n == aes);
    // Bars that lie have their counts along x.
    let lies = stat.turns && maps("y") && !maps("x");
    let place = |aes: &str| if lies && aes == "y" { "x".to_string() } else { aes.to_string() };
    // Samples against a distribution have labels of their axes, not of what is computed.
    let label =
        |aes: &str, of: &str| if stat.name.starts_with("qq") { aes.to_string() } else { of.to_string() };
    stat.defaults.iter().map(|(aes, of)| (place(aes), label(aes, of))).collect()
}

/// A layer made by `geom_…()`.
pub fn of_geom(args: &mut Args, geom: &str, extra: &[&str]) -> Eval {
    let stat = name_of(args, "stat")?;
    build(args, geom, &stat, extra, Vec::new())
}

/// A layer made by `stat_…()`.
pub fn of_stat(args: &mut Args, stat: &str, extra: &[&str]) -> Eval {
    let geom = name_of(args, "geom")?;
    build(args, &geom, stat, extra, Vec::new())
}

fn name_of(args: &mut Args, argument: &str) -> Eval<String> {
    let value = args.value(argument)?;
    match &value {
        Value::Character(v) if v.data.len() == 1 => Ok(v
            .data
            .get(0)
            .unwrap_or("NA")
            .trim_start_matches("geom_")
            .trim_start_matches("stat_")
            .to_string()),
        _ => fail(format!("`{argument}` must be a string")),
    }
}

/// A layer from the arguments all layer functions share, its own and `...`.
pub fn build(args: &mut Args, geom: &str, stat: &str, extra: &[&str], more: Vec<(String, Value)>) -> Eval {
    let mut given = more;
    for name in extra {
        let value = args.value(name)?;
        if !(matches!(value, Value::Null) && args.is_missing(name)) {
            put(&mut given, name, value);
        }
    }
    for (name, value) in aes::named(args.dots()?) {
        put(&mut given, &aes::standard(&name), value);
    }
    let common = Common {
        mapping: args.value("mapping")?,
        data: args.value("data")?,
        position: args.value("position")?,
        show_legend: args.value("show.legend")?,
        inherit: args.flag("inherit.aes")?,
        constructor: args.name(),
    };
    make(args.session, geom, stat, common, given)
}

/// What every layer function is given.
pub struct Common {
    /// `mapping`
    pub mapping: Value,
    /// `data`
    pub data: Value,
    /// `position`
    pub position: Value,
    /// `show.legend`
    pub show_legend: Value,
    /// `inherit.aes`
    pub inherit: bool,
    /// The function's name.
    pub constructor: String,
}

/// Makes a layer object, giving each parameter to the aesthetics, the geom or the statistic.
pub fn make(
    session: &mut Session,
    geom: &str,
    stat: &str,
    common: Common,
    given: Vec<(String, Value)>,
) -> Eval {
    let (g, s) = (geom::find(geom)?, stat::find(stat)?);
    let Common { mapping, data, position, show_legend, inherit, constructor } = common;
    if !matches!(mapping, Value::Null) && !mapping.has_class("uneval") {
        return fail("`mapping` must be created by `aes()`");
    }
    let data = match data {
        Value::Null => values::waiver(),
        v if v.is_function() || v.has_class("formula") => v,
        v => super::plot::fortify(session, v, "data")?,
    };
    let position = position::of(&position)?;
    let mut parts = Parts::default();
    let mapped = entries(&mapping);
    let mut key_glyph = Value::Null;
    let mut given = given;
    if g.renames_size
        && given.iter().any(|(n, _)| n == "size")
        && !mapped.iter().any(|(n, _)| n == "linewidth")
    {
        deprecate_size(session)?;
        let has = given.iter().any(|(n, _)| n == "linewidth");
        for pair in given.iter_mut().filter(|(n, _)| n == "size" && !has) {
            pair.0 = "linewidth".into();
        }
        given.retain(|(n, _)| n != "size" || has);
    }
    let mut unknown = Vec::new();
    for (name, value) in given {
        let is_aes = g.aesthetics().any(|a| a == name);
        let (in_geom, in_stat) = (g.params.contains(&name.as_str()), s.params.contains(&name.as_str()));
        if name == "key_glyph" {
            key_glyph = value;
            continue;
        }
        if in_geom || name == "na.rm" {
            parts.geom.push((name.clone(), value.clone()));
        }
        if in_stat || name == "na.rm" {
            parts.stat.push((name.clone(), value.clone()));
        }
        if is_aes && !in_geom {
            parts.set.push((name, value));
        } else if !in_geom && !in_stat && name != "na.rm" {
            unknown.push(format!("`{name}`"));
        }
    }
    if !unknown.is_empty() {
        session.warn(&format!("Ignoring unknown parameters: {}", list(&unknown)), None)?;
    }
    let strange: Vec<String> =
        mapped.iter().filter(|(n, _)| !known_aesthetic(g, s, n)).map(|(n, _)| n.clone()).collect();
    if !strange.is_empty() {
        session.warn(&format!("Ignoring unknown aesthetics: {}", list(&strange)), None)?;
    }
    if matches!(&key_glyph, Value::Character(v) if v.data.get(0).is_none_or(|k| super::guide::key_named(k).is_none()))
    {
        return fail("this `key_glyph` is not implemented");
    }
    Ok(Value::named_list([
        ("geom", Value::string(geom)),
        ("stat", Value::string(stat)),
        ("position", position),
        ("data", data),
        ("mapping", mapping),
        ("aes_params", Value::named_list(parts.set)),
        ("geom_params", Value::named_list(parts.geom)),
        ("stat_params", Value::named_list(parts.stat)),
        ("inherit.aes", Value::logical(inherit)),
        ("show.legend", show_legend),
        ("key_glyph", key_glyph),
        ("constructor", Value::string(&constructor)),
    ])
    .with_class(&["LayerInstance", "Layer", "ggproto", "gg"]))
}

#[derive(Default)]
struct Parts {
    set: Vec<(String, Value)>,
    geom: Vec<(String, Value)>,
    stat: Vec<(String, Value)>,
}

fn known_aesthetic(g: &Geom, s: &Stat, name: &str) -> bool {
    let position = super::scale::X.contains(&name) || super::scale::Y.contains(&name);
    let stat = s.required.iter().flat_map(|r| r.split('|')).any(|r| r == name);
    let always = ["group", "weight", "sample", "z", "label", "PANEL"].contains(&name);
    let renamed = g.renames_size && name == "size";
    g.aesthetics().any(|a| a == name) || position || stat || always || renamed
}

/// `a, b and c`
pub fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Whether the deprecation of `size` for lines was shown.
#[derive(Default)]
struct Deprecated(bool);

/// Warns once that lines have a `linewidth`.
pub fn deprecate_size(session: &mut Session) -> Eval<()> {
    if std::mem::replace(&mut session.state::<Deprecated>().0, true) {
        return Ok(());
    }
    let text = "Using `size` aesthetic for lines was deprecated in ggplot2 3.4.0.\n\u{2139} Please use `linewidth` instead.\nThis warning is displayed once every 8 hours.\nCall `lifecycle::last_lifecycle_warnings()` to see where this warning was\ngenerated.";
    let class = ["lifecycle_warning_deprecated", "defunctWarning", "rlang_warning", "warning"];
    session.warn_condition(raglan_engine::eval::condition(text, None, &class))
}
