//! Typed data behind a printed result, at full precision.

use serde::{Deserialize, Serialize};

/// A value. Numbers keep every bit; `None` is R's NA. Infinite and NaN numbers are written as strings
/// (`"Inf"`, `"-Inf"`, `"NaN"`), since JSON has none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Data {
    /// R's NULL, or nothing recorded.
    #[default]
    Null,
    /// A vector, factor or matrix.
    Vector(Column),
    /// A data frame: its class, columns, number of rows and grouping.
    Table {
        /// S3 class, most specific first.
        class: Vec<String>,
        /// Number of rows.
        rows: usize,
        /// Columns in order.
        columns: Vec<Field>,
        /// Names of the grouping columns.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        groups: Vec<String>,
    },
    /// A list, model summary, test or plot: its class and parts.
    Object {
        /// S3 class, most specific first; `list` for a plain list.
        class: Vec<String>,
        /// Its parts in order.
        fields: Vec<Field>,
    },
    /// Code: a call, formula or function.
    Code {
        /// The code as R deparses it.
        text: String,
    },
}

/// A named part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Its name; empty when it has none.
    pub name: String,
    /// Its value.
    pub value: Data,
}

/// The values of a vector.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// R type, or class when it has one: `logical`, `integer`, `double`, `character`, `complex`, `raw`,
    /// `factor`, `ordered`, `Date`, `POSIXct`, `difftime`.
    pub of: String,
    /// Numbers; dates as days, times as seconds. Factors hold codes from one.
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "numbers")]
    pub numbers: Vec<Option<f64>>,
    /// Strings of a character vector.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strings: Vec<Option<String>>,
    /// Levels of a factor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<String>,
    /// Names of the elements.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// Extents of a matrix or array.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dim: Vec<usize>,
    /// Names along each extent; empty where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dimnames: Vec<Vec<String>>,
}

mod numbers {
    //! Numbers as JSON, with NA as null and the non-finite ones as strings.

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Number {
        Finite(f64),
        Special(String),
    }

    pub fn serialize<S: Serializer>(values: &[Option<f64>], serializer: S) -> Result<S::Ok, S::Error> {
        let encode = |x: f64| match x {
            x if x.is_finite() => Number::Finite(x),
            x if x.is_nan() => Number::Special("NaN".into()),
            x if x > 0.0 => Number::Special("Inf".into()),
            _ => Number::Special("-Inf".into()),
        };
        serializer.collect_seq(values.iter().map(|v| v.map(encode)))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Option<f64>>, D::Error> {
        let values: Vec<Option<Number>> = Vec::deserialize(deserializer)?;
        let decode = |n| match n {
            Number::Finite(x) => Ok(x),
            Number::Special(s) => match s.as_str() {
                "NaN" => Ok(f64::NAN),
                "Inf" => Ok(f64::INFINITY),
                "-Inf" => Ok(f64::NEG_INFINITY),
                _ => Err(serde::de::Error::custom(format!("'{s}' is not a number"))),
            },
        };
        values.into_iter().map(|v| v.map(decode).transpose()).collect()
    }
}
