//! What a figure shows, as data: layers, scales, labels, facets.

use super::build::Built;
use super::frame::Column;
use super::page;
use super::scale::{Kind, Scale};
use super::values::entries;
use raglan_engine::eval::{Eval, Session};
use raglan_engine::results::{Data, Field};
use std::rc::Rc;

fn field(name: &str, value: Data) -> Field {
    Field { name: name.into(), value }
}

fn text(value: &str) -> Data {
    Column::text(value, 1).data()
}

fn texts<S: AsRef<str>>(values: impl IntoIterator<Item = S>) -> Data {
    Column::Text(values.into_iter().map(|v| Some(Rc::from(v.as_ref()))).collect()).data()
}

fn object(class: &[&str], fields: Vec<Field>) -> Data {
    Data::Object { class: class.iter().map(|c| c.to_string()).collect(), fields }
}

/// The record of a built plot.
pub fn record(session: &mut Session, built: &Built) -> Eval<Data> {
    let mut layers = Vec::new();
    for layer in &built.layers {
        layers.push(field(
            "",
            object(
                &["layer"],
                vec![
                    field("geom", text(layer.layer.geom.name)),
                    field("stat", text(layer.layer.stat.name)),
                    field("mapping", object(&["uneval"], mapping(&layer.mapping))),
                    field("data", layer.frame.data()),
                ],
            ),
        ));
    }
    let mut scales = Vec::new();
    for (name, all, limits) in [("x", &built.x, built.coord.xlim), ("y", &built.y, built.coord.ylim)] {
        for scale in all {
            let axis = page::axis(session, Some(scale), limits, built.coord.expand)?;
            let fields = vec![
                field("range", Column::Number(vec![axis.range.0, axis.range.1]).data()),
                field("breaks", Column::Number(axis.major.clone()).data()),
                field("labels", texts(&axis.labels)),
                field("transformation", text(&scale.transform.name())),
            ];
            scales.push(field(name, object(&["scale"], fields)));
        }
    }
    for scale in built.scales.iter().filter(|s| !s.is_position()) {
        let name = scale.aesthetics.first().cloned().unwrap_or_default();
        scales.push(field(&name, object(&["scale"], other_scale(session, scale)?)));
    }
    let labels = entries(&built.labels)
        .into_iter()
        .filter_map(|(n, v)| super::scale::label_texts(&v).ok().map(|t| field(&n, texts(t))));
    let panels = built.layout.panels.iter().map(|p| {
        let keys = p.keys.iter().map(|(n, v)| field(n, text(v.as_deref().unwrap_or("NA"))));
        let mut fields = vec![
            field("row", Column::Number(vec![p.row as f64 + 1.0]).data()),
            field("column", Column::Number(vec![p.column as f64 + 1.0]).data()),
        ];
        fields.extend(keys);
        field("", object(&["panel"], fields))
    });
    Ok(object(
        &["ggplot"],
        vec![
            field("labels", object(&["labels"], labels.collect())),
            field("layers", object(&["list"], layers)),
            field("scales", object(&["list"], scales)),
            field("facets", text(&built.layout.kind)),
            field("panels", object(&["list"], panels.collect())),
        ],
    ))
}

fn mapping(pairs: &[(String, raglan_engine::value::Value)]) -> Vec<Field> {
    let code =
        |v: &raglan_engine::value::Value| raglan_engine::value::deparse_line(&super::values::expression(v));
    pairs.iter().map(|(n, v)| field(n, Data::Code { text: code(v) })).collect()
}

fn other_scale(session: &mut Session, scale: &Scale) -> Eval<Vec<Field>> {
    if scale.kind == Kind::Continuous {
        let limits = scale.limits(session)?;
        let breaks: Vec<f64> =
            scale.breaks_in(session, limits)?.into_iter().filter(|b| !b.is_nan()).collect();
        let labels = scale.labels_of(session, &breaks)?;
        return Ok(vec![
            field("limits", Column::Number(vec![limits.0, limits.1]).data()),
            field("breaks", Column::Number(breaks).data()),
            field("labels", texts(labels)),
        ]);
    }
    let categories = scale.categories(session)?;
    let values = match scale.kind {
        Kind::Discrete => {
            let column = Column::Text(categories.iter().cloned().map(Some).collect());
            scale.map(session, &column)?.data()
        }
        _ => Data::Null,
    };
    Ok(vec![field("limits", texts(categories.iter())), field("values", values)])
}
