//! Matrices and arrays: columns of cells under their labels, as many beside each other as a line holds.

use super::Style;
use super::cells::{cells, label};
use raglan_engine::value::format::{Align, display_width, pad};
use raglan_engine::value::{Strings, Value};

/// Cells ready to be laid out in columns.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// The texts, column by column.
    pub columns: Vec<Vec<String>>,
    /// Number of rows, also when there are no columns.
    pub rows: usize,
    /// Labels before the rows.
    pub row_labels: Option<Vec<String>>,
    /// Labels above the columns.
    pub column_labels: Option<Vec<String>>,
    /// What the rows are.
    pub row_title: Option<String>,
    /// What the columns are.
    pub column_title: Option<String>,
    /// Columns whose texts and labels stand at the left.
    pub left: bool,
}

/// Blanks before the row labels under a title of the rows.
const LABEL_OFFSET: usize = 2;

impl Grid {
    /// The text, lines no longer than the style allows.
    pub fn layout(&self, style: &Style) -> String {
        let labels = self.labels_of_rows();
        let (labels, label_width) = self.with_title(labels);
        let widths = self.widths(style);
        let mut out = String::new();
        let mut first = 0;
        loop {
            let mut last = first;
            let mut used = label_width;
            while last < widths.len() && (last == first || used + widths[last] < style.width) {
                used += widths[last];
                last += 1;
            }
            self.block(&mut out, first..last, &labels, label_width, &widths);
            first = last;
            if first >= widths.len() {
                return out;
            }
        }
    }

    /// Labels of rows: names, or indices like `[1,]`.
    fn labels_of_rows(&self) -> Vec<String> {
        match &self.row_labels {
            Some(labels) => labels.clone(),
            None => {
                let width = self.rows.to_string().len() + 3;
                (1..=self.rows).map(|i| format!("{:>width$}", format!("[{i},]"))).collect()
            }
        }
    }

    /// Labels of rows padded to one width, moved in when the rows have a title.
    fn with_title(&self, labels: Vec<String>) -> (Vec<String>, usize) {
        let widest = labels.iter().map(|l| display_width(l)).max();
        let none = if self.row_labels.is_some() { 0 } else { self.rows.to_string().len() + 3 };
        let widest = widest.unwrap_or(none);
        let offset = match &self.row_title {
            None => 0,
            Some(title) => {
                let width = display_width(title);
                if width < widest + LABEL_OFFSET { LABEL_OFFSET } else { width - widest }
            }
        };
        let width = widest + offset;
        let indent = " ".repeat(offset);
        (labels.iter().map(|l| pad(&format!("{indent}{l}"), width, Align::Left)).collect(), width)
    }

    /// Widths of columns with the gap before them.
    fn widths(&self, style: &Style) -> Vec<usize> {
        let label = |j: usize| match &self.column_labels {
            Some(labels) => display_width(&labels[j]),
            None => (j + 1).to_string().len() + 3,
        };
        let cell = |column: &Vec<String>| column.iter().map(|c| display_width(c)).max().unwrap_or(0);
        self.columns.iter().enumerate().map(|(j, c)| cell(c).max(label(j)) + style.gap).collect()
    }

    /// Some of the columns, one under the other with their labels.
    fn block(
        &self,
        out: &mut String,
        columns: std::ops::Range<usize>,
        labels: &[String],
        label_width: usize,
        widths: &[usize],
    ) {
        if let Some(title) = &self.column_title {
            out.push_str(&format!("{}{title}\n", " ".repeat(label_width)));
        }
        out.push_str(&pad(self.row_title.as_deref().unwrap_or(""), label_width, Align::Left));
        let gap = |j: usize, text: &str| {
            // The gap stands before a column whichever side its texts are on.
            if self.left {
                let width = widths[j] - 1;
                format!(" {}", pad(text, width, Align::Left))
            } else {
                pad(text, widths[j], Align::Right)
            }
        };
        for j in columns.clone() {
            match &self.column_labels {
                Some(labels) => out.push_str(&gap(j, &labels[j])),
                None => out.push_str(&gap(j, &format!("[,{}]", j + 1))),
            }
        }
        out.push('\n');
        for (i, label) in labels.iter().enumerate() {
            out.push_str(label);
            for j in columns.clone() {
                out.push_str(&gap(j, &self.columns[j][i]));
            }
            out.push('\n');
        }
    }
}

/// Names along the dimensions, and what the dimensions are called.
#[derive(Clone, Default)]
pub struct DimensionNames {
    /// Names along each dimension.
    pub names: Vec<Option<Strings>>,
    /// What the dimensions are called.
    pub titles: Option<Strings>,
}

impl DimensionNames {
    /// Those of an array.
    pub fn of(value: &Value) -> Self {
        let titles = value.attributes().get(raglan_engine::value::known::DIMNAMES).and_then(Value::names);
        Self { names: value.dimnames().unwrap_or_default(), titles }
    }

    fn along(&self, k: usize) -> Option<&Strings> {
        self.names.get(k).and_then(Option::as_ref)
    }

    fn title(&self, k: usize) -> Option<&str> {
        self.titles.as_ref().and_then(|t| t.get(k))
    }
}

/// What a matrix of atomic elements or of list elements (as short texts) prints as.
pub fn print_matrix(value: &Value, style: &Style) -> Option<String> {
    let dim = value.dim().filter(|d| d.len() == 2)?;
    let names = DimensionNames::of(value);
    print_slice(value, 0, (dim[0], dim[1]), &names, style, true)
}

/// A matrix that is `rows * columns` elements of `value` from `offset` on.
fn print_slice(
    value: &Value,
    offset: usize,
    (rows, columns): (usize, usize),
    names: &DimensionNames,
    style: &Style,
    footer: bool,
) -> Option<String> {
    if rows == 0 && columns == 0 {
        return Some("<0 x 0 matrix>\n".into());
    }
    let shown = if columns > 0 && style.max / columns < rows { style.max / columns } else { rows };
    let left = matches!(value, Value::Character(_) | Value::List(_)) && !style.right;
    let labels = |names: &Strings, n: usize| (0..n).map(|i| label(names.get(i))).collect::<Vec<_>>();
    let mut grid = Grid {
        rows: shown,
        row_labels: names.along(0).map(|n| labels(n, shown)),
        column_labels: names.along(1).map(|n| labels(n, columns)),
        row_title: names.title(0).map(|t| label(Some(t))),
        column_title: names.title(1).map(|t| label(Some(t))),
        left,
        columns: Vec::with_capacity(columns),
    };
    for j in 0..columns {
        let start = offset + j * rows;
        grid.columns.push(column(value, start..start + shown, style)?);
    }
    let mut out = grid.layout(style);
    if footer && shown < rows {
        let left = rows - shown;
        let word = if left == 1 { "row" } else { "rows" };
        out.push_str(&format!(" [ reached getOption(\"max.print\") -- omitted {left} {word} ]\n"));
    }
    Some(out)
}

/// The cells of one column.
fn column(value: &Value, range: std::ops::Range<usize>, style: &Style) -> Option<Vec<String>> {
    match value {
        Value::List(v) | Value::Expression(v) => {
            Some(v.data[range].iter().map(|x| super::summary_cell(x, style)).collect())
        }
        _ => cells(value, range, style),
    }
}

/// What an array of three or more dimensions prints as: its matrices one after the other.
pub fn print_array(value: &Value, style: &Style) -> Option<String> {
    let dim = value.dim().filter(|d| d.len() > 2)?;
    let names = DimensionNames::of(value);
    let (rows, columns) = (dim[0], dim[1]);
    let size = rows * columns;
    let slices: usize = dim[2..].iter().product();
    if slices == 0 {
        let size: Vec<String> = dim.iter().map(ToString::to_string).collect();
        let kind = raglan_engine::value::type_name(value);
        let empty = Value::logicals(vec![None; rows * columns]);
        let blank = Style { na: Some(String::new()), ..style.clone() };
        let matrix = print_slice(&empty, 0, (rows, columns), &names, &blank, false)?;
        let lines: Vec<&str> = matrix.lines().collect();
        let body: Vec<&str> =
            lines.iter().enumerate().map(|(i, l)| if i == 0 { *l } else { l.trim_end() }).collect();
        return Some(format!("<{} array of {kind}>\n{}\n\n", size.join(" x "), body.join("\n")));
    }
    // Whole matrices first, then what rows still fit.
    let whole = style.max.checked_div(size).map_or(slices, |n| n.min(slices));
    let rows_left = if whole < slices { (style.max - whole * size) / columns.max(1) } else { 0 };
    let unlimited = Style { max: usize::MAX, ..style.clone() };
    let mut out = String::new();
    for k in 0..whole + usize::from(rows_left > 0) {
        out.push_str(&format!(", , {}\n\n", slice_title(k, &dim, &names)));
        let style =
            if k < whole { unlimited.clone() } else { Style { max: rows_left * columns, ..style.clone() } };
        out.push_str(&print_slice(value, k * size, (rows, columns), &names, &style, false)?);
        out.push('\n');
    }
    if whole < slices {
        let mut parts = Vec::new();
        if rows_left > 0 {
            parts.push(format!("{} row(s)", rows - rows_left));
        }
        let left = slices - whole - usize::from(rows_left > 0);
        if left > 0 {
            parts.push(format!("{left} matrix slice(s)"));
        }
        out.push_str(&format!(" [ reached getOption(\"max.print\") -- omitted {} ]\n", parts.join(" and ")));
    }
    Some(out)
}

/// What stands above the `k`-th matrix of an array.
fn slice_title(k: usize, dim: &[usize], names: &DimensionNames) -> String {
    let mut rest = k;
    let mut parts = Vec::new();
    for (d, &extent) in dim.iter().enumerate().skip(2) {
        let at = rest % extent;
        rest /= extent;
        parts.push(match (names.along(d), names.title(d)) {
            (Some(along), Some(title)) => format!("{title} = {}", label(along.get(at))),
            (Some(along), None) => label(along.get(at)),
            (None, _) => (at + 1).to_string(),
        });
    }
    parts.join(", ")
}
