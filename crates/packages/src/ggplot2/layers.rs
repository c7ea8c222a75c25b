//! The functions that make layers.

use super::layer::{self, Common, of_geom, of_stat};
use super::values::{self, put};
use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, private};
use raglan_engine::value::{NA_INTEGER, Value, known};

macro_rules! geom {
    ($name:literal, $stat:literal, $position:literal, $extra:literal) => {
        concat!(
            "geom_",
            $name,
            "(mapping = NULL, data = NULL, stat = \"",
            $stat,
            "\", position = \"",
            $position,
            "\", ..., ",
            $extra,
            "na.rm = FALSE, show.legend = NA, inherit.aes = TRUE)"
        )
    };
}

macro_rules! stat {
    ($name:literal, $geom:literal, $position:literal, $extra:literal) => {
        concat!(
            "stat_",
            $name,
            "(mapping = NULL, data = NULL, geom = \"",
            $geom,
            "\", position = \"",
            $position,
            "\", ..., ",
            $extra,
            "na.rm = FALSE, show.legend = NA, inherit.aes = TRUE)"
        )
    };
}

macro_rules! qq {
    ($name:literal, $geom:literal, $extra:literal) => {
        concat!(
            $name,
            "(mapping = NULL, data = NULL, ",
            $geom,
            ", position = \"identity\", ..., distribution = NULL, dparams = list(), ",
            $extra,
            "na.rm = FALSE, show.legend = NA, inherit.aes = TRUE)"
        )
    };
}

macro_rules! refused {
    ($($name:literal),*) => { &[ $( builtin(concat!($name, "(...)"), |_| fail(concat!("`", $name, "()` is not implemented"))), )* ] };
}

/// Geoms.
pub(super) const GEOMS: &[Builtin] = &[
    builtin(
        "layer(geom = NULL, stat = NULL, data = NULL, mapping = NULL, position = NULL, params = list(), inherit.aes = TRUE, check.aes = TRUE, check.param = TRUE, show.legend = NA, key_glyph = NULL, layer_class = NULL)",
        |_| fail("`layer()` is not implemented: use the geom's own function"),
    ),
    builtin(geom!("blank", "identity", "identity", ""), |a| of_geom(a, "blank", &["na.rm"])),
    builtin(geom!("point", "identity", "identity", ""), |a| of_geom(a, "point", &["na.rm"])),
    builtin(geom!("line", "identity", "identity", "orientation = NA, "), |a| {
        of_geom(a, "line", &["na.rm", "orientation"])
    }),
    builtin(
        geom!(
            "path",
            "identity",
            "identity",
            "lineend = \"butt\", linejoin = \"round\", linemitre = 10, arrow = NULL, "
        ),
        |a| of_geom(a, "path", &["na.rm", "lineend", "linejoin", "linemitre", "arrow"]),
    ),
    builtin(geom!("step", "identity", "identity", "direction = \"hv\", "), |a| {
        of_geom(a, "step", &["na.rm", "direction"])
    }),
    builtin(geom!("ribbon", "identity", "identity", "orientation = NA, outline.type = \"both\", "), |a| {
        of_geom(a, "ribbon", &["na.rm", "orientation", "outline.type"])
    }),
    builtin(geom!("area", "align", "stack", "orientation = NA, outline.type = \"upper\", "), |a| {
        of_geom(a, "area", &["na.rm", "orientation", "outline.type"])
    }),
    builtin(geom!("tile", "identity", "identity", "linejoin = \"mitre\", "), |a| {
        of_geom(a, "tile", &["na.rm", "linejoin"])
    }),
    builtin(geom!("rect", "identity", "identity", "linejoin = \"mitre\", "), |a| {
        of_geom(a, "rect", &["na.rm", "linejoin"])
    }),
    builtin(
        geom!("raster", "identity", "identity", "hjust = 0.5, vjust = 0.5, interpolate = FALSE, "),
        |a| of_geom(a, "raster", &["na.rm", "hjust", "vjust", "interpolate"]),
    ),
    builtin(
        "geom_col(mapping = NULL, data = NULL, position = \"stack\", ..., just = 0.5, width = NULL, na.rm = FALSE, show.legend = NA, inherit.aes = TRUE)",
        |a| layer::build(a, "bar", "identity", &["just", "width", "na.rm"], Vec::new()),
    ),
    builtin(geom!("bar", "count", "stack", "just = 0.5, width = NULL, orientation = NA, "), |a| {
        of_geom(a, "bar", &["just", "width", "na.rm", "orientation"])
    }),
    builtin(geom!("histogram", "bin", "stack", "binwidth = NULL, bins = NULL, orientation = NA, "), |a| {
        of_geom(a, "bar", &["binwidth", "bins", "na.rm", "orientation"])
    }),
    builtin(geom!("freqpoly", "bin", "identity", ""), |a| {
        let stat = a.string("stat")?;
        layer::build(a, "path", &stat, &["na.rm"], vec![("pad".into(), Value::logical(true))])
    }),
    builtin(geom!("density", "density", "identity", "orientation = NA, outline.type = \"upper\", "), |a| {
        of_geom(a, "density", &["na.rm", "orientation", "outline.type"])
    }),
    builtin(
        geom!(
            "boxplot",
            "boxplot",
            "dodge2",
            "outliers = TRUE, outlier.colour = NULL, outlier.color = NULL, outlier.fill = NULL, outlier.shape = 19, outlier.size = 1.5, outlier.stroke = 0.5, outlier.alpha = NULL, notch = FALSE, notchwidth = 0.5, staplewidth = 0, varwidth = FALSE, orientation = NA, "
        ),
        |a| {
            a.refuse_unless_default(&["staplewidth", "notchwidth"])?;
            of_geom(
                a,
                "boxplot",
                &[
                    "outliers",
                    "outlier.colour",
                    "outlier.color",
                    "outlier.fill",
                    "outlier.shape",
                    "outlier.size",
                    "outlier.stroke",
                    "outlier.alpha",
                    "notch",
                    "varwidth",
                    "na.rm",
                    "orientation",
                ],
            )
        },
    ),
    builtin(
        geom!(
            "violin",
            "ydensity",
            "dodge",
            "draw_quantiles = NULL, trim = TRUE, bounds = c(-Inf, Inf), scale = \"area\", orientation = NA, "
        ),
        |a| of_geom(a, "violin", &["draw_quantiles", "trim", "bounds", "scale", "na.rm", "orientation"]),
    ),
    builtin(
        geom!("smooth", "smooth", "identity", "method = NULL, formula = NULL, se = TRUE, orientation = NA, "),
        |a| of_geom(a, "smooth", &["method", "formula", "se", "na.rm", "orientation"]),
    ),
    builtin(geom!("jitter", "identity", "jitter", "width = NULL, height = NULL, "), jitter),
    builtin(
        geom!(
            "rug",
            "identity",
            "identity",
            "outside = FALSE, sides = \"bl\", length = unit(0.03, \"npc\"), "
        ),
        |a| {
            if !a.is_missing("length") {
                return fail("`length` of `geom_rug()` is not implemented");
            }
            of_geom(a, "rug", &["outside", "sides", "na.rm"])
        },
    ),
    builtin(geom!("count", "sum", "identity", ""), |a| of_geom(a, "point", &["na.rm"])),
    builtin(geom!("polygon", "identity", "identity", "rule = \"evenodd\", "), |a| {
        a.refuse_unless_default(&["rule"])?;
        of_geom(a, "polygon", &["na.rm"])
    }),
    builtin(
        geom!("segment", "identity", "identity", "arrow = NULL, lineend = \"butt\", linejoin = \"round\", "),
        |a| of_geom(a, "segment", &["arrow", "lineend", "linejoin", "na.rm"]),
    ),
    builtin(geom!("errorbar", "identity", "identity", "orientation = NA, "), |a| {
        of_geom(a, "errorbar", &["na.rm", "orientation"])
    }),
    builtin(geom!("linerange", "identity", "identity", "orientation = NA, "), |a| {
        of_geom(a, "linerange", &["na.rm", "orientation"])
    }),
    builtin(geom!("pointrange", "identity", "identity", "fatten = 4, orientation = NA, "), |a| {
        of_geom(a, "pointrange", &["fatten", "na.rm", "orientation"])
    }),
    builtin(geom!("crossbar", "identity", "identity", "fatten = 2.5, orientation = NA, "), |a| {
        of_geom(a, "crossbar", &["fatten", "na.rm", "orientation"])
    }),
    builtin(
        geom!(
            "text",
            "identity",
            "identity",
            "parse = FALSE, nudge_x = 0, nudge_y = 0, check_overlap = FALSE, "
        ),
        text,
    ),
    builtin(
        geom!(
            "label",
            "identity",
            "identity",
            "parse = FALSE, nudge_x = 0, nudge_y = 0, label.size = 0.25, "
        ),
        |a| words(a, "label", &["parse", "label.size", "na.rm"]),
    ),
    builtin(geom!("errorbarh", "identity", "identity", "height = NULL, "), |a| {
        let stat = a.string("stat")?;
        let height = a.value("height")?;
        layer::build(a, "errorbar", &stat, &["na.rm"], vec![("width".into(), height)])
    }),
    builtin(qq!("geom_qq", "geom = \"point\"", ""), |a| {
        of_stat(a, "qq", &["distribution", "dparams", "na.rm"])
    }),
    builtin(qq!("stat_qq", "geom = \"point\"", ""), |a| {
        of_stat(a, "qq", &["distribution", "dparams", "na.rm"])
    }),
    builtin(qq!("geom_qq_line", "geom = \"path\"", "line.p = c(0.25, 0.75), "), |a| {
        of_stat(a, "qq_line", &["distribution", "dparams", "line.p", "na.rm"])
    }),
    builtin(qq!("stat_qq_line", "geom = \"path\"", "line.p = c(0.25, 0.75), "), |a| {
        of_stat(a, "qq_line", &["distribution", "dparams", "line.p", "na.rm"])
    }),
    private(
        ".ridges(closed, mapping = NULL, data = NULL, position = \"identity\", ..., na.rm = FALSE, show.legend = NA, inherit.aes = TRUE)",
        |a| layer::build(a, "density_ridges", "density_ridges", &["closed", "na.rm"], Vec::new()),
    ),
    builtin(
        "geom_vline(mapping = NULL, data = NULL, ..., xintercept, na.rm = FALSE, show.legend = NA)",
        |a| reference(a, "vline", &["xintercept"]),
    ),
    builtin(
        "geom_hline(mapping = NULL, data = NULL, ..., yintercept, na.rm = FALSE, show.legend = NA)",
        |a| reference(a, "hline", &["yintercept"]),
    ),
    builtin(
        "geom_abline(mapping = NULL, data = NULL, ..., slope, intercept, na.rm = FALSE, show.legend = NA)",
        |a| reference(a, "abline", &["slope", "intercept"]),
    ),
    builtin(
        "geom_function(mapping = NULL, data = NULL, stat = \"function\", position = \"identity\", ..., fun, xlim = NULL, n = 101, args = list(), na.rm = FALSE, show.legend = NA, inherit.aes = TRUE)",
        |a| function(a, "function"),
    ),
    builtin(
        "annotate(geom, x = NULL, y = NULL, xmin = NULL, xmax = NULL, ymin = NULL, ymax = NULL, xend = NULL, yend = NULL, ..., na.rm = FALSE)",
        annotate,
    ),
];

/// Geoms that are refused by name.
pub(super) const REFUSED: &[Builtin] = refused!(
    "geom_hex",
    "geom_curve",
    "geom_spoke",
    "geom_contour",
    "geom_contour_filled",
    "geom_density2d",
    "geom_density_2d",
    "geom_density_2d_filled",
    "geom_bin2d",
    "geom_bin_2d",
    "geom_dotplot",
    "geom_map",
    "geom_quantile",
    "geom_sf",
    "geom_sf_text",
    "stat_bin_2d",
    "stat_bin2d",
    "stat_binhex",
    "stat_contour",
    "stat_density_2d",
    "stat_ellipse",
    "stat_quantile",
    "stat_sf",
    "stat_summary_bin",
    "stat_summary_2d",
    "stat_summary_hex",
    "annotation_custom",
    "annotation_logticks",
    "annotation_map",
    "annotation_raster",
    "autoplot",
    "fortify",
    "ggplotGrob",
    "ggplot_gtable"
);

/// Statistics.
pub(super) const STATS: &[Builtin] = &[
    builtin(stat!("identity", "point", "identity", ""), |a| of_stat(a, "identity", &["na.rm"])),
    builtin(stat!("unique", "point", "identity", ""), |a| of_stat(a, "unique", &["na.rm"])),
    builtin(stat!("count", "bar", "stack", "width = NULL, orientation = NA, "), |a| {
        of_stat(a, "count", &["width", "na.rm", "orientation"])
    }),
    builtin(
        stat!(
            "bin",
            "bar",
            "stack",
            "binwidth = NULL, bins = NULL, center = NULL, boundary = NULL, breaks = NULL, closed = \"right\", pad = FALSE, orientation = NA, "
        ),
        |a| {
            of_stat(
                a,
                "bin",
                &[
                    "binwidth",
                    "bins",
                    "center",
                    "boundary",
                    "breaks",
                    "closed",
                    "pad",
                    "na.rm",
                    "orientation",
                ],
            )
        },
    ),
    builtin(
        stat!(
            "density",
            "area",
            "stack",
            "bw = \"nrd0\", adjust = 1, kernel = \"gaussian\", n = 512, trim = FALSE, orientation = NA, "
        ),
        |a| of_stat(a, "density", &["bw", "adjust", "kernel", "n", "trim", "na.rm", "orientation"]),
    ),
    builtin(
        stat!(
            "ydensity",
            "violin",
            "dodge",
            "bw = \"nrd0\", adjust = 1, kernel = \"gaussian\", trim = TRUE, scale = \"area\", orientation = NA, "
        ),
        |a| of_stat(a, "ydensity", &["bw", "adjust", "kernel", "trim", "scale", "na.rm", "orientation"]),
    ),
    builtin(stat!("boxplot", "boxplot", "dodge2", "coef = 1.5, orientation = NA, "), |a| {
        of_stat(a, "boxplot", &["coef", "na.rm", "orientation"])
    }),
    builtin(
        stat!(
            "smooth",
            "smooth",
            "identity",
            "method = NULL, formula = NULL, se = TRUE, n = 80, span = 0.75, fullrange = FALSE, level = 0.95, method.args = list(), orientation = NA, "
        ),
        |a| {
            a.refuse_unless_default(&["span", "method.args"])?;
            of_stat(
                a,
                "smooth",
                &["method", "formula", "se", "n", "fullrange", "level", "na.rm", "orientation"],
            )
        },
    ),
    builtin(stat!("sum", "point", "identity", ""), |a| of_stat(a, "sum", &["na.rm"])),
    builtin(stat!("ecdf", "step", "identity", "n = NULL, pad = TRUE, "), |a| {
        of_stat(a, "ecdf", &["n", "pad", "na.rm"])
    }),
    builtin(
        stat!(
            "summary",
            "pointrange",
            "identity",
            "fun.data = NULL, fun = NULL, fun.max = NULL, fun.min = NULL, fun.args = list(), orientation = NA, "
        ),
        |a| {
            of_stat(
                a,
                "summary",
                &["fun.data", "fun", "fun.max", "fun.min", "fun.args", "na.rm", "orientation"],
            )
        },
    ),
    builtin(
        "stat_function(mapping = NULL, data = NULL, geom = \"function\", position = \"identity\", ..., fun, xlim = NULL, n = 101, args = list(), na.rm = FALSE, show.legend = NA, inherit.aes = TRUE)",
        |a| {
            let geom = a.string("geom")?;
            function(a, &geom)
        },
    ),
    builtin("mean_se(x, mult = 1)", |a| {
        let (x, times) = (a.doubles("x")?, a.number("mult")?);
        let mut out = super::frame::Frame::new(1);
        super::stat::mean_se(&x, times, &mut out);
        Ok(out.value())
    }),
];

fn jitter(args: &mut Args) -> Eval {
    let stat = args.string("stat")?;
    let (width, height) = (args.value("width")?, args.value("height")?);
    if args.is_missing("width") && args.is_missing("height") {
        return layer::build(args, "point", &stat, &["na.rm"], Vec::new());
    }
    if !args.is_missing("position") {
        return fail("You must specify either `position` or `width`/`height`.");
    }
    let seed = args.apply_named(
        "sample.int",
        vec![
            raglan_engine::value::Argument::new(Value::integer(i32::MAX)),
            raglan_engine::value::Argument::new(Value::integer(1)),
        ],
    )?;
    let made = layer::build(args, "point", &stat, &["na.rm"], Vec::new())?;
    let position = Value::named_list([
        ("name", Value::string("jitter")),
        ("width", width),
        ("height", height),
        ("seed", seed),
    ])
    .with_class(&["Position", "ggproto", "gg"]);
    Ok(values::with(made, "position", position))
}

fn text(args: &mut Args) -> Eval {
    words(args, "text", &["parse", "check_overlap", "na.rm"])
}

fn words(args: &mut Args, geom: &str, extra: &[&str]) -> Eval {
    let (x, y) = (args.value("nudge_x")?, args.value("nudge_y")?);
    let made = of_geom(args, geom, extra)?;
    if args.is_missing("nudge_x") && args.is_missing("nudge_y") {
        return Ok(made);
    }
    if !args.is_missing("position") {
        return fail("You must specify either `position` or `nudge_x`/`nudge_y`.");
    }
    let position = Value::named_list([("name", Value::string("nudge")), ("x", x), ("y", y)])
        .with_class(&["Position", "ggproto", "gg"]);
    Ok(values::with(made, "position", position))
}

/// Columns as a data frame.
fn frame(columns: Vec<(String, Value)>) -> Value {
    let rows = columns.iter().map(|(_, v)| v.len()).max().unwrap_or(0);
    let recycled = columns.into_iter().map(|(n, v)| {
        let at: Vec<usize> = (0..rows).map(|i| i % v.len().max(1)).collect();
        (n, v.gather(&at).with_attributes(v.attributes().only(|k| k == known::LEVELS || k == known::CLASS)))
    });
    Value::named_list(recycled.collect::<Vec<_>>())
        .with_class(&["data.frame"])
        .with_attribute(known::ROW_NAMES, Value::integers(vec![NA_INTEGER, -(rows as i32)]))
}

fn reference(args: &mut Args, geom: &str, names: &[&str]) -> Eval {
    let mut columns = Vec::new();
    for name in names {
        if !args.is_missing(name) {
            columns.push((name.to_string(), args.value(name)?));
        }
    }
    let mut mapping = args.value("mapping")?;
    let mut data = args.value("data")?;
    let mut show = args.value("show.legend")?;
    if columns.is_empty() && geom == "abline" && matches!(mapping, Value::Null) {
        columns = vec![("slope".into(), Value::double(1.0)), ("intercept".into(), Value::double(0.0))];
    }
    if !columns.is_empty() {
        if geom == "abline" {
            for (name, default) in [("slope", 1.0), ("intercept", 0.0)] {
                if !columns.iter().any(|(n, _)| n == name) {
                    columns.push((name.into(), Value::double(default)));
                }
            }
        }
        if !matches!(mapping, Value::Null) {
            let text =
                format!("`geom_{geom}()`: Ignoring `mapping` because `{}` was provided.", columns[0].0);
            args.session.warn(&text, None)?;
        }
        if !matches!(data, Value::Null) {
            let text = format!("`geom_{geom}()`: Ignoring `data` because `{}` was provided.", columns[0].0);
            args.session.warn(&text, None)?;
        }
        let env = args.env.clone();
        let pairs: Vec<(String, Value)> =
            columns.iter().map(|(n, _)| (n.clone(), values::quosure(Value::symbol(n), &env))).collect();
        mapping = Value::named_list(pairs).with_class(&["uneval"]);
        data = frame(columns);
        show = Value::logical(false);
    }
    let mut given = vec![("na.rm".to_string(), args.value("na.rm")?)];
    for (name, value) in super::aes::named(args.dots()?) {
        put(&mut given, &super::aes::standard(&name), value);
    }
    let common = Common {
        mapping,
        data,
        position: Value::string("identity"),
        show_legend: show,
        inherit: false,
        constructor: format!("geom_{geom}"),
    };
    layer::make(args.session, geom, "identity", common, given)
}

fn function(args: &mut Args, geom: &str) -> Eval {
    let fun = args.value("fun")?;
    let more = vec![("fun".to_string(), fun)];
    layer::build(args, geom, "function", &["xlim", "n", "args", "na.rm"], more)
}

fn annotate(args: &mut Args) -> Eval {
    let geom = args.string("geom")?;
    let mut columns = Vec::new();
    for name in ["x", "xmin", "xmax", "xend", "y", "ymin", "ymax", "yend"] {
        let value = args.value(name)?;
        if !matches!(value, Value::Null) {
            columns.push((name.to_string(), value));
        }
    }
    let mut given: Vec<(String, Value)> = Vec::new();
    for (name, value) in super::aes::named(args.dots()?) {
        let name = super::aes::standard(&name);
        if value.len() > 1 || name == "label" {
            columns.push((name, value));
        } else {
            put(&mut given, &name, value);
        }
    }
    given.push(("na.rm".into(), args.value("na.rm")?));
    let env = args.env.clone();
    let mapping: Vec<(String, Value)> =
        columns.iter().map(|(n, _)| (n.clone(), values::quosure(Value::symbol(n), &env))).collect();
    let common = Common {
        mapping: Value::named_list(mapping).with_class(&["uneval"]),
        data: frame(columns),
        position: Value::string("identity"),
        show_legend: Value::logical(false),
        inherit: false,
        constructor: "annotate".into(),
    };
    layer::make(args.session, &geom, "identity", common, given)
}
