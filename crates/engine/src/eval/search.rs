//! Packages: loading namespaces, attaching them, finding functions.

use super::{Eval, Package, Session, Visibility, fail};
use crate::syntax;
use crate::value::{Environment, Failure, Symbol, Value, known, lower};

impl Session {
    /// The package called `name`, if this program has it.
    pub fn package(&self, name: &str) -> Option<&'static Package> {
        self.known_packages.iter().copied().find(|p| p.name == name)
    }

    /// The namespace of a package, loaded when first asked for.
    pub fn namespace(&mut self, name: &str) -> Eval<Environment> {
        if let Some(environment) = self.namespaces.get(name) {
            return Ok(environment.clone());
        }
        let Some(package) = self.package(name) else {
            return Err(Failure::new(format!("there is no package called '{name}'"))
                .class("packageNotFoundError")
                .into());
        };
        let environment = if name == "base" { self.base.clone() } else { Environment::new(&self.base) };
        environment.set_attribute(Symbol::new("name"), Value::string(&format!("namespace:{name}")));
        self.namespaces.insert(name.into(), environment.clone());
        for table in package.functions {
            for row in *table {
                let function = self.register(row);
                let symbol = Symbol::new(row.name());
                if row.visibility == Visibility::Method {
                    self.methods.set(symbol, function.clone());
                }
                environment.set(symbol, function);
            }
        }
        for (from, names) in package.reexports {
            let source = self.namespace(from)?;
            for name in *names {
                let symbol = Symbol::new(name);
                if let Some(value) = source.get(symbol) {
                    environment.set(symbol, value);
                }
            }
        }
        if name != "base" {
            // Code of a package sees its own names, then base, then what is attached.
            let imports = Environment::new(&self.global);
            environment.set_parent(Some(imports.clone()));
            for base in self.base.names() {
                if let Some(value) = self.base.get(base) {
                    imports.set(base, value);
                }
            }
        }
        for (file, text) in package.code {
            self.load(&environment, file, text)?;
        }
        Ok(environment)
    }

    /// Evaluates a package's R code; its functions named `.x` stay internal, S3 methods are registered.
    fn load(&mut self, environment: &Environment, file: &str, text: &str) -> Eval<()> {
        let (nodes, diagnostics) = syntax::parse(text);
        if let Some(diagnostic) = diagnostics.first() {
            return fail(format!("{file}: {}", diagnostic.message));
        }
        for node in &nodes {
            // Functions of packages print without the comments of their file.
            let code = lower(node, "");
            self.eval(&code, environment)?;
        }
        Ok(())
    }

    /// Registers an S3 method.
    pub fn register_method(&self, generic: &str, class: &str, function: Value) {
        self.methods.set(Symbol::new(&format!("{generic}.{class}")), function);
    }

    /// The names a package shows to those who attach it.
    pub fn exports(&mut self, name: &str) -> Eval<Vec<Symbol>> {
        let environment = self.namespace(name)?;
        let shown = |session: &Self, symbol: &Symbol| match environment.get(*symbol) {
            Some(Value::Primitive(p)) => session.row(p).visibility == Visibility::Exported,
            Some(_) => !symbol.as_str().starts_with('.') && !session.methods.has(*symbol),
            None => false,
        };
        let mut names: Vec<Symbol> = environment.names();
        names.retain(|s| shown(self, s));
        if let Some(package) = self.package(name) {
            names.extend(package.data_names.iter().map(|n| Symbol::new(n)));
        }
        names.sort_by_key(|s| s.as_str());
        names.dedup();
        Ok(names)
    }

    /// The attached packages in the order they are searched, with their environments.
    pub fn search_path(&self) -> Vec<(String, Environment)> {
        let mut out = Vec::new();
        let mut scope = self.global.parent();
        while let Some(environment) = scope {
            if let Some(Value::Character(name)) = environment.attributes().get(Symbol::new("attached")) {
                out.push((name.data.get(0).unwrap_or_default().to_string(), environment.clone()));
            }
            scope = environment.parent();
        }
        out
    }

    /// Whether a package is on the search path.
    pub fn is_attached(&self, name: &str) -> bool {
        name == "base" || self.search_path().iter().any(|(n, _)| n == &format!("package:{name}"))
    }

    /// Puts a package and those it depends on on the search path. Returns the newly attached, dependencies
    /// first.
    pub fn attach(&mut self, name: &str) -> Eval<Vec<&'static Package>> {
        let mut new = Vec::new();
        if self.is_attached(name) {
            return Ok(new);
        }
        self.namespace(name)?;
        let package =
            self.package(name).ok_or_else(|| Failure::new(format!("there is no package called '{name}'")))?;
        for dependency in package.depends {
            new.extend(self.attach(dependency)?);
        }
        let namespace = self.namespace(name)?;
        let parent = self.global.parent();
        let shown = Environment::root();
        shown.set_parent(parent);
        shown.set_attribute(Symbol::new("attached"), Value::string(&format!("package:{name}")));
        shown.set_attribute(Symbol::new("name"), Value::string(&format!("package:{name}")));
        for symbol in self.exports(name)? {
            match namespace.get(symbol) {
                Some(value) => shown.set(symbol, value),
                // Data sets are made on first use.
                None => {
                    let code =
                        Value::call(".data_set", [Value::string(name), Value::string(symbol.as_str())]);
                    shown.set(symbol, Value::Promise(crate::value::Promise::new(code, self.base.clone())));
                }
            }
        }
        self.global.set_parent(Some(shown));
        new.push(package);
        Ok(new)
    }

    /// Takes an environment off the search path.
    pub fn detach(&mut self, name: &str) -> bool {
        let mut before = self.global.clone();
        while let Some(next) = before.parent() {
            let found = matches!(next.attributes().get(Symbol::new("attached")),
                Some(Value::Character(n)) if n.data.get(0) == Some(name));
            if found {
                before.set_parent(next.parent());
                return true;
            }
            before = next;
        }
        false
    }

    /// `package::name` (`inside` false) or `package:::name`.
    pub fn from_namespace(&mut self, package: &str, name: &str, inside: bool) -> Eval {
        let environment = self.namespace(package)?;
        let symbol = Symbol::new(name);
        if let Some(value) = environment.get(symbol) {
            let hidden =
                matches!(&value, Value::Primitive(p) if self.row(*p).visibility == Visibility::Internal);
            if !hidden || inside {
                return self.force(value);
            }
        }
        if let Some(make) = self.package(package).map(|p| p.data)
            && let Some(value) = make(self, name)
        {
            return Ok(value);
        }
        if package != "base" {
            return fail(if inside {
                format!("object '{name}' not found")
            } else {
                format!("'{name}' is not an exported object from 'namespace:{package}'")
            });
        }
        fail(format!("object '{name}' not found"))
    }

    /// The function called `name` as seen from `environment`; variables that are no functions are passed over.
    pub fn find_function(&mut self, name: Symbol, environment: &Environment) -> Eval {
        let found = environment.search(name, |value| match value {
            Value::Closure(_) | Value::Primitive(_) | Value::Promise(_) => Some(value.clone()),
            _ => None,
        });
        match found {
            Some(Value::Promise(promise)) => {
                let value = self.force(Value::Promise(promise))?;
                if value.is_function() {
                    return Ok(value);
                }
                self.find_function_beyond(name, environment)
            }
            Some(function) => Ok(function),
            None => Err(self.unknown_function(name)),
        }
    }

    /// The slow way round a promise that turned out to be no function.
    fn find_function_beyond(&mut self, name: Symbol, environment: &Environment) -> Eval {
        let mut scope = Some(environment.clone());
        while let Some(e) = scope {
            if let Some(value) = e.get(name) {
                let value = if let Value::Promise(_) = value { self.force(value)? } else { value };
                if value.is_function() {
                    return Ok(value);
                }
            }
            scope = e.parent();
        }
        Err(self.unknown_function(name))
    }

    fn unknown_function(&self, name: Symbol) -> Box<super::Signal> {
        Failure::new(format!("could not find function \"{name}\"")).class("unknownFunctionError").into()
    }

    /// The names of all functions that can be seen, for suggestions.
    pub fn visible_functions(&self) -> Vec<&'static str> {
        let mut names: Vec<&'static str> = self.base.names().iter().map(|s| s.as_str()).collect();
        let mut scope = Some(self.global.clone());
        while let Some(e) = scope {
            names.extend(e.names().iter().map(|s| s.as_str()));
            scope = e.parent();
        }
        names.retain(|n| *n != known::DOTS.as_str());
        names.sort_unstable();
        names.dedup();
        names
    }
}
