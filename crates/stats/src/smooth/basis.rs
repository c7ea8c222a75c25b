//! What all spline bases have in common: a design, penalties, and evaluation at new covariates.

use super::cubic::CubicSpline;
use super::pspline::PSpline;
use super::tensor::Tensor;
use super::thin_plate::ThinPlate;
use crate::linear::{LinearError, symmetric_eigen};
use crate::matrix::Matrix;

/// A basis that can be evaluated at new covariates.
#[derive(Clone, Debug)]
pub enum Basis {
    /// Thin plate regression splines (`tp`, `ts`).
    ThinPlate(ThinPlate),
    /// Cubic regression splines (`cr`, `cs`, `cc`).
    Cubic(CubicSpline),
    /// P-splines (`ps`).
    PSpline(PSpline),
    /// Tensor products of other bases (`te`, `ti`).
    Tensor(Tensor),
    /// Independent random effects (`re`): the columns are the caller's model matrix.
    Random(usize),
}

impl Basis {
    /// Whether it is a tensor product.
    pub fn is_tensor(&self) -> bool {
        matches!(self, Basis::Tensor(_))
    }

    /// The basis functions at new covariates; for random effects the covariates are the model columns.
    pub fn design(&self, covariates: &[&[f64]]) -> Matrix {
        match self {
            Basis::ThinPlate(basis) => basis.design(covariates),
            Basis::Cubic(basis) => basis.design(covariates[0]),
            Basis::PSpline(basis) => basis.design(covariates[0]),
            Basis::Tensor(basis) => basis.design(covariates),
            Basis::Random(_) => Matrix::from_columns(covariates.first().map_or(0, |c| c.len()), covariates),
        }
    }
}

/// Why a basis cannot be built.
#[derive(Clone, Debug, PartialEq)]
pub enum BasisError {
    /// Fewer distinct covariate combinations than the dimension of the basis.
    TooFewUnique {
        /// Distinct combinations.
        unique: usize,
        /// Dimension asked for.
        dimension: usize,
    },
    /// The number of knots given is not the number needed.
    WrongKnots {
        /// Knots given.
        given: usize,
        /// Knots needed.
        needed: usize,
    },
    /// The dimension is too small for the order of spline and penalty.
    DimensionTooSmall {
        /// Dimension asked for.
        dimension: usize,
    },
    /// A decomposition failed.
    Linear(LinearError),
}

impl From<LinearError> for BasisError {
    fn from(error: LinearError) -> Self {
        BasisError::Linear(error)
    }
}

/// A basis with its design at the data and its penalties, before any constraint.
#[derive(Clone, Debug)]
pub struct BuiltBasis {
    /// The basis.
    pub basis: Basis,
    /// The basis functions at the data.
    pub design: Matrix,
    /// Penalties with their ranks.
    pub penalties: Vec<(Matrix, usize)>,
    /// Dimension of the space no penalty touches.
    pub null_dimension: usize,
    /// Whether the smooth must sum to zero over the data to be told from the intercept.
    pub centred: bool,
    /// Whether penalties are rescaled to the size of the design.
    pub rescaled: bool,
    /// Whether the coefficients are values of the function already.
    pub values_at_knots: bool,
}

impl BuiltBasis {
    /// A basis that is to be centred and whose penalties are to be rescaled.
    pub fn new(
        basis: Basis,
        design: Matrix,
        penalties: Vec<(Matrix, usize)>,
        null_dimension: usize,
    ) -> BuiltBasis {
        BuiltBasis {
            basis,
            design,
            penalties,
            null_dimension,
            centred: true,
            rescaled: true,
            values_at_knots: false,
        }
    }

    /// Independent random effects with the given model matrix.
    pub fn random(design: Matrix) -> BuiltBasis {
        let k = design.cols();
        BuiltBasis {
            basis: Basis::Random(k),
            design,
            penalties: vec![(Matrix::identity(k), k)],
            null_dimension: 0,
            centred: false,
            rescaled: true,
            values_at_knots: false,
        }
    }
}

/// How the null space of a penalty is penalised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shrinkage {
    /// All its directions alike.
    Common,
    /// Each direction less than the one before.
    Successive,
}

/// Share of the smallest positive eigenvalue (or of the direction before) in a shrunk null space.
const SHARE: f64 = 0.1;

/// The penalty with its `null` zero eigenvalues replaced by a share of the smallest positive one.
pub(super) fn shrink(penalty: &Matrix, null: usize, how: Shrinkage) -> Result<Matrix, LinearError> {
    let mut eigen = symmetric_eigen(penalty)?;
    let k = penalty.cols();
    let mut value = eigen.values[k - null - 1] * SHARE;
    for j in k - null..k {
        eigen.values[j] = value;
        if how == Shrinkage::Successive {
            value *= SHARE;
        }
    }
    let scaled = Matrix::from_fn(k, k, |i, j| eigen.vectors[(i, j)] * eigen.values[j]);
    let product = scaled.multiply(&eigen.vectors.transpose());
    Ok(Matrix::from_fn(k, k, |i, j| 0.5 * (product[(i, j)] + product[(j, i)])))
}
