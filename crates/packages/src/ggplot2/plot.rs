//! Plot objects: `ggplot()`, what `+` adds to them, labels, and showing them.

use super::aes;
use super::values::{self, entries, put, with};
use super::{build, layer, theme};
use crate::grdevices::Device;
use raglan_engine::eval::{Args, Builtin, Eval, Event, Session, builtin, fail, lazy_method, method};
use raglan_engine::value::{Argument, Symbol, Value};
use raglan_graphics::drawing::Drawing;
use std::rc::Rc;

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("ggplot(data = NULL, mapping = NULL, ..., environment = NULL)", ggplot),
    method("`+.gg`(e1, e2)", add),
    method("print.ggplot(x, newpage = TRUE, vp = NULL, ...)", print),
    method("plot.ggplot(x, newpage = TRUE, vp = NULL, ...)", print),
    lazy_method("`$.rlang_data_pronoun`(x, name)", pronoun),
    method("`[[.rlang_data_pronoun`(x, i, ...)", pronoun_element),
    builtin(
        "labs(..., title = NULL, subtitle = NULL, caption = NULL, tag = NULL, alt = NULL, alt_insight = NULL)",
        labs,
    ),
    builtin("xlab(label)", |a| one_label(a, "x")),
    builtin("ylab(label)", |a| one_label(a, "y")),
    builtin("ggtitle(label, subtitle = NULL)", ggtitle),
    builtin("guides(...)", guides),
    builtin("waiver()", |_| Ok(values::waiver())),
    builtin("is.ggplot(x)", |a| Ok(Value::logical(a.value("x")?.has_class("ggplot")))),
    builtin("is_ggplot(x)", |a| Ok(Value::logical(a.value("x")?.has_class("ggplot")))),
    builtin("last_plot()", |a| Ok(a.session.state::<Last>().plot.clone())),
    builtin("set_last_plot(value)", |a| {
        let value = a.value("value")?;
        a.session.state::<Last>().plot = value;
        a.invisible(Value::Null)
    }),
    builtin(
        "ggsave(filename, plot = last_plot(), device = NULL, path = NULL, scale = 1, width = NA, height = NA, units = \"in\", dpi = 300, limitsize = TRUE, bg = NULL, create.dir = FALSE, ...)",
        ggsave,
    ),
    builtin("layer_data(plot = last_plot(), i = 1L)", layer_data),
    builtin("ggplot_build(plot)", ggplot_build),
    builtin("ggplot_add(object, plot, object_name)", |a| {
        let (plot, object) = (a.value("plot")?, a.value("object")?);
        plus(a.session, plot, &object)
    }),
];

/// The plot shown or changed last.
#[derive(Default)]
pub struct Last {
    /// It.
    pub plot: Value,
}

fn ggplot(args: &mut Args) -> Eval {
    let mut data = args.value("data")?;
    let mut mapping = args.value("mapping")?;
    if data.has_class("uneval") {
        return fail(
            "`data` cannot be <uneval>.\n\u{2139} Have you misspelled the `data` argument in `ggplot()`",
        );
    }
    if matches!(mapping, Value::Null) {
        mapping = Value::named_list(Vec::<(&str, Value)>::new()).with_class(&["uneval"]);
    }
    if !mapping.has_class("uneval") {
        return fail("`mapping` must be created with `aes()`.");
    }
    if matches!(data, Value::Null) {
        data = values::waiver();
    } else {
        data = fortify(args.session, data, "data")?;
    }
    let labels = labels_of(&mapping);
    let env = args.env.clone();
    let plot = Value::named_list([
        ("data", data),
        ("layers", Value::list(Vec::new())),
        ("scales", Value::list(Vec::new())),
        ("guides", Value::list(Vec::new())),
        ("mapping", mapping),
        ("theme", Value::list(Vec::new())),
        ("coordinates", super::coord::cartesian(true)),
        ("facet", super::facet::null()),
        ("plot_env", Value::Environment(env)),
        ("labels", Value::named_list(labels)),
    ])
    .with_class(&["gg", "ggplot"]);
    args.session.state::<Last>().plot = plot.clone();
    Ok(plot)
}

/// A data frame of what was given as data.
pub fn fortify(session: &mut Session, data: Value, argument: &str) -> Eval {
    if data.is_data_frame() {
        return Ok(data);
    }
    if let Value::List(_) = &data
        && !data.is_object()
        && !data.is_empty()
        && data.names().is_some()
    {
        let env = session.base.clone();
        return session.call_named("as.data.frame", vec![Argument::new(data)], &env);
    }
    let class = raglan_engine::value::class_vector(&data).join("/");
    if data.dim().is_some_and(|d| d.len() == 2) {
        let env = session.base.clone();
        return session.call_named("as.data.frame", vec![Argument::new(data)], &env);
    }
    fail(format!(
        "`{argument}` must be a <data.frame>, or an object coercible by `fortify()`, not an object of class <{class}>."
    ))
}

fn labels_of(mapping: &Value) -> Vec<(String, Value)> {
    entries(mapping).into_iter().map(|(n, v)| (n.clone(), Value::string(&aes::label(&n, &v)))).collect()
}

fn labs(args: &mut Args) -> Eval {
    let mut pairs = Vec::new();
    for (name, value) in aes::named(args.dots()?) {
        if name.is_empty() && value.has_class("labels") {
            pairs.extend(entries(&value));
        } else {
            put(&mut pairs, &aes::standard(&name), value);
        }
    }
    for name in ["title", "subtitle", "caption", "tag", "alt", "alt_insight"] {
        if !args.is_missing(name) {
            let value = args.value(name)?;
            pairs.push((name.into(), value));
        }
    }
    Ok(Value::named_list(pairs).with_class(&["labels"]))
}

fn one_label(args: &mut Args, name: &str) -> Eval {
    Ok(Value::named_list([(name, args.value("label")?)]).with_class(&["labels"]))
}

fn ggtitle(args: &mut Args) -> Eval {
    let mut pairs = vec![("title", args.value("label")?)];
    if !args.is_missing("subtitle") {
        pairs.push(("subtitle", args.value("subtitle")?));
    }
    Ok(Value::named_list(pairs).with_class(&["labels"]))
}

fn guides(args: &mut Args) -> Eval {
    let mut pairs = Vec::new();
    for (name, value) in aes::named(args.dots()?) {
        let value = match value {
            Value::Logical(ref v) if v.data.first() == Some(&Some(false)) => Value::string("none"),
            other => other,
        };
        put(&mut pairs, &aes::standard(&name), value);
    }
    Ok(Value::named_list(pairs).with_class(&["guides"]))
}

fn add(args: &mut Args) -> Eval {
    let (left, right) = (args.value("e1")?, args.value("e2")?);
    if left.has_class("theme") {
        if !right.has_class("theme") {
            return fail("Can't add `e2` to a theme object.");
        }
        return theme::add(&left, &right);
    }
    if left.has_class("ggplot") {
        let plot = plus(args.session, left, &right)?;
        args.session.state::<Last>().plot = plot.clone();
        return Ok(plot);
    }
    let text = raglan_engine::value::deparse_line(&args.expression("e1"));
    fail(format!(
        "Cannot add <ggproto> objects together.\n\u{2139} Did you forget to add this object to a <ggplot> object: `{text}`?"
    ))
}

/// `plot + object`.
pub fn plus(session: &mut Session, plot: Value, object: &Value) -> Eval {
    if matches!(object, Value::Null) {
        return Ok(plot);
    }
    let is = |class: &str| object.has_class(class);
    if is("LayerInstance") {
        return add_layer(plot, object);
    }
    if is("Scale") {
        return add_scale(session, plot, object);
    }
    if is("labels") {
        let mut labels = entries(object);
        for (name, value) in entries(&plot.part("labels").unwrap_or_default()) {
            if !labels.iter().any(|(n, _)| *n == name) {
                labels.push((name, value));
            }
        }
        return Ok(with(plot, "labels", Value::named_list(labels)));
    }
    if is("theme") {
        let old = plot.part("theme").unwrap_or_default();
        let new = theme::add(&old, object)?;
        return Ok(with(plot, "theme", new));
    }
    if is("guides") {
        let mut all = entries(&plot.part("guides").unwrap_or_default());
        for (name, value) in entries(object) {
            put(&mut all, &name, value);
        }
        return Ok(with(plot, "guides", Value::named_list(all)));
    }
    if is("uneval") {
        let mut mapping = entries(&plot.part("mapping").unwrap_or_default());
        let mut labels = entries(&plot.part("labels").unwrap_or_default());
        for (name, value) in entries(object) {
            put(&mut labels, &name, Value::string(&aes::label(&name, &value)));
            put(&mut mapping, &name, value);
        }
        let plot = with(plot, "mapping", Value::named_list(mapping).with_class(&["uneval"]));
        return Ok(with(plot, "labels", Value::named_list(labels)));
    }
    if is("Facet") {
        return Ok(with(plot, "facet", object.clone()));
    }
    if is("Coord") {
        let old = plot.part("coordinates").unwrap_or_default();
        if values::flag(&old, "default") != Some(true) {
            session.message(
                "Coordinate system already present. Adding new coordinate system, which will\nreplace the existing one.",
            )?;
        }
        return Ok(with(plot, "coordinates", object.clone()));
    }
    if object.is_data_frame() {
        return Ok(with(plot, "data", object.clone()));
    }
    if let Value::List(items) = object {
        let mut plot = plot;
        for item in items.data.iter() {
            plot = plus(session, plot, item)?;
        }
        return Ok(plot);
    }
    if object.is_function() {
        return fail(
            "Can't add `object` to a <ggplot> object.\n\u{2139} Did you forget to add parentheses, as in `object()`?",
        );
    }
    let class = raglan_engine::value::class_vector(object).join("/");
    fail(format!("Can't add an object of class <{class}> to a <ggplot> object."))
}

fn add_layer(plot: Value, object: &Value) -> Eval {
    let mut layers: Vec<Value> = match plot.part("layers") {
        Some(Value::List(l)) => l.data.iter().cloned().collect(),
        _ => Vec::new(),
    };
    layers.push(object.clone());
    let mut labels = entries(&plot.part("labels").unwrap_or_default());
    for (name, value) in labels_of(&object.part("mapping").unwrap_or_default()) {
        match labels.iter_mut().find(|(n, _)| *n == name) {
            Some((_, old)) if old.attribute(Symbol::new("fallback")).is_some() => *old = value,
            Some(_) => {}
            None => labels.push((name, value)),
        }
    }
    for (name, text) in layer::stat_labels(object, &plot.part("mapping").unwrap_or_default()) {
        if !labels.iter().any(|(n, _)| *n == name) {
            let value = Value::string(&text).with_attribute(Symbol::new("fallback"), Value::logical(true));
            labels.push((name, value));
        }
    }
    let plot = with(plot, "layers", Value::list(layers));
    Ok(with(plot, "labels", Value::named_list(labels)))
}

fn add_scale(session: &mut Session, plot: Value, object: &Value) -> Eval {
    let new = values::texts(object, "aesthetics");
    let mut scales: Vec<Value> = Vec::new();
    if let Some(Value::List(old)) = plot.part("scales") {
        for scale in old.data.iter() {
            let shared: Vec<String> =
                values::texts(scale, "aesthetics").into_iter().filter(|a| new.contains(a)).collect();
            match shared.first() {
                Some(aesthetic) => session.message(&format!(
                    "Scale for {aesthetic} is already present.\nAdding another scale for {aesthetic}, which will replace the existing scale."
                ))?,
                None => scales.push(scale.clone()),
            }
        }
    }
    scales.push(object.clone());
    Ok(with(plot, "scales", Value::list(scales)))
}

fn print(args: &mut Args) -> Eval {
    let plot = args.value("x")?;
    args.session.state::<Last>().plot = plot.clone();
    let device = args.session.state::<Device>();
    let (width, height) = (device.width * 72.0, device.height * 72.0);
    let drawing = draw(args.session, &plot, width, height)?;
    args.session.output.show(Event::Drawing(Rc::new(drawing)));
    args.invisible(plot)
}

/// The figure of a plot at a size in points.
pub fn draw(session: &mut Session, plot: &Value, width: f64, height: f64) -> Eval<Drawing> {
    let built = build::build(session, plot)?;
    let scene = super::page::page(session, &built, width, height)?;
    let alt = values::text(&built.labels, "alt").unwrap_or_default();
    Ok(Drawing { scene, data: super::record::record(session, &built)?, alt, adds: false })
}

/// The argument `plot`, or the last plot.
fn plot_or_last(args: &mut Args) -> Eval {
    if args.is_missing("plot") { Ok(args.session.state::<Last>().plot.clone()) } else { args.value("plot") }
}

fn ggsave(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["device", "bg", "create.dir"])?;
    let (name, plot) = (args.string("filename")?, plot_or_last(args)?);
    let path = match args.optional("path")? {
        Some(_) => format!("{}/{name}", args.string("path")?),
        None => name.clone(),
    };
    let unit = match args.string("units")?.as_str() {
        "in" => 1.0,
        "cm" => 2.54,
        "mm" => 25.4,
        "px" => args.number("dpi")?,
        _ => return fail("`units` must be one of \"in\", \"cm\", \"mm\", or \"px\"."),
    };
    let scale = args.number("scale")?;
    let (given_width, given_height) = (size(args, "width")?, size(args, "height")?);
    let device = args.session.state::<Device>();
    let (default_width, default_height) = (device.width, device.height);
    let width = given_width.map_or(default_width, |w| w / unit) * scale;
    let height = given_height.map_or(default_height, |h| h / unit) * scale;
    if given_width.is_none() || given_height.is_none() {
        let shown = |inches: f64| raglan_engine::value::format::real_to_string(inches * unit, 3, 0);
        let units = args.string("units")?;
        args.session.message(&format!("Saving {} x {} {units} image", shown(width), shown(height)))?;
    }
    let drawing = |args: &mut Args| draw(args.session, &plot, width * 72.0, height * 72.0);
    let bytes = match name.to_lowercase().rsplit_once('.').map(|(_, end)| end.to_string()).as_deref() {
        Some("svg") => raglan_graphics::backends::svg::write(&drawing(args)?.scene, "ggsave").into_bytes(),
        Some("pdf") => raglan_graphics::backends::pdf::write(&drawing(args)?.scene),
        _ => return fail(format!("`ggsave()` writes SVG and PDF files: \"{name}\" names another kind")),
    };
    args.session.host.write(&path, &bytes)?;
    args.invisible(Value::string(&path))
}

fn size(args: &mut Args, name: &str) -> Eval<Option<f64>> {
    let value = args.number(name)?;
    Ok((!value.is_nan()).then_some(value))
}

fn layer_data(args: &mut Args) -> Eval {
    let plot = plot_or_last(args)?;
    let at = args.count("i")?;
    let built = build::build(args.session, &plot)?;
    match built.layers.get(at.wrapping_sub(1)) {
        Some(layer) => Ok(layer.frame.value()),
        None => fail("subscript out of bounds"),
    }
}

fn ggplot_build(args: &mut Args) -> Eval {
    let plot = args.value("plot")?;
    let built = build::build(args.session, &plot)?;
    let data: Vec<Value> = built.layers.iter().map(|l| l.frame.value()).collect();
    Ok(Value::named_list([("data", Value::list(data)), ("plot", plot)]).with_class(&["ggplot_built"]))
}

fn pronoun(args: &mut Args) -> Eval {
    let data = args.value("x")?;
    let name = match args.expression("name") {
        Value::Symbol(s) => s.as_str().to_string(),
        Value::Character(v) => v.data.get(0).unwrap_or("NA").to_string(),
        other => raglan_engine::value::deparse_line(&other),
    };
    column_of(&data, &name)
}

fn pronoun_element(args: &mut Args) -> Eval {
    let data = args.value("x")?;
    let name = args.string("i")?;
    column_of(&data, &name)
}

fn column_of(data: &Value, name: &str) -> Eval {
    match entries(data).into_iter().find(|(n, _)| n == name) {
        Some((_, value)) => Ok(value),
        None => fail(format!("Column `{name}` not found in `.data`.")),
    }
}
