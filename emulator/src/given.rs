//! Strict reading of what a user of the emulator gives it: data, faults, options. Whatever is unknown or of the wrong kind is refused, and
//! the complaint names the member, and for an unknown name the nearest one that there is.

use serde_json::{Map, Value};

/// A value that was given, and where.
#[derive(Clone, Debug)]
pub struct Given<'a> {
    value: &'a Value,
    /// As `data.sites[0].users`; empty for the whole.
    path: String,
}

/// The members of an object that was given.
#[derive(Clone, Debug)]
pub struct Members<'a> {
    object: &'a Map<String, Value>,
    path: String,
}

/// A name that is not known, with the nearest one that is.
pub fn unknown<'a>(
    what: &str,
    name: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> String {
    let likeness = |known: &str| strsim::jaro_winkler(&name.to_lowercase(), &known.to_lowercase());
    let nearest = known
        .clone()
        .into_iter()
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let all = known.into_iter().collect::<Vec<_>>().join(", ");
    match nearest {
        Some(nearest) => {
            format!("there is no {what} {name:?}; did you mean {nearest:?}? There are: {all}")
        }
        None => format!("there is no {what} {name:?}"),
    }
}

impl<'a> Given<'a> {
    pub fn new(value: &'a Value, path: &str) -> Self {
        Self {
            value,
            path: path.to_owned(),
        }
    }

    /// The members, all of which must be among the known ones.
    pub fn object(&self, known: &[&str]) -> Result<Members<'a>, String> {
        let members = self.any_object()?;
        members.only(known)?;
        Ok(members)
    }

    /// The members, whatever they are called.
    pub fn any_object(&self) -> Result<Members<'a>, String> {
        Ok(Members {
            object: self
                .value
                .as_object()
                .ok_or_else(|| self.wrong("an object"))?,
            path: self.path.clone(),
        })
    }

    pub fn list(&self) -> Result<Vec<Self>, String> {
        let items = self.value.as_array().ok_or_else(|| self.wrong("a list"))?;
        let item = |(place, value)| Self {
            value,
            path: format!("{}[{place}]", self.path),
        };
        Ok(items.iter().enumerate().map(item).collect())
    }

    pub fn text(&self) -> Result<&'a str, String> {
        self.value.as_str().ok_or_else(|| self.wrong("a string"))
    }

    pub fn boolean(&self) -> Result<bool, String> {
        self.value
            .as_bool()
            .ok_or_else(|| self.wrong("true or false"))
    }

    /// A whole number from `least` on.
    pub fn whole(&self, least: i64) -> Result<i64, String> {
        // JavaScript writes large whole numbers as it does fractions.
        let whole = self.value.as_i64().or_else(|| {
            let number = self.value.as_f64()?;
            (number == number.trunc() && number.abs() < 1e15).then_some(number as i64)
        });
        whole
            .filter(|number| *number >= least)
            .ok_or_else(|| self.wrong(&format!("a whole number, {least} or more")))
    }

    /// A number that need not be whole.
    pub fn number(&self) -> Result<f64, String> {
        self.value.as_f64().ok_or_else(|| self.wrong("a number"))
    }

    /// One of these texts.
    pub fn one_of<T: Copy>(&self, what: &str, all: &[(&str, T)]) -> Result<T, String> {
        let name = self.text()?;
        let found = all.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| *value).ok_or_else(|| {
            let known: Vec<_> = all.iter().map(|(known, _)| *known).collect();
            format!("{}: {}", self.path, unknown(what, name, known))
        })
    }

    pub fn value(&self) -> &'a Value {
        self.value
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    pub fn wrong(&self, expected: &str) -> String {
        let path = if self.path.is_empty() {
            "this"
        } else {
            &self.path
        };
        format!("{path} must be {expected}")
    }
}

impl<'a> Members<'a> {
    pub fn get(&self, name: &str) -> Option<Given<'a>> {
        Some(Given {
            value: self.object.get(name)?,
            path: self.path_of(name),
        })
    }

    pub fn required(&self, name: &str) -> Result<Given<'a>, String> {
        self.get(name)
            .ok_or_else(|| format!("{} is required", self.path_of(name)))
    }

    pub fn text(&self, name: &str) -> Result<Option<&'a str>, String> {
        self.get(name).map(|given| given.text()).transpose()
    }

    pub fn whole(&self, name: &str, least: i64) -> Result<Option<i64>, String> {
        self.get(name).map(|given| given.whole(least)).transpose()
    }

    /// One of these texts, if the member is there.
    pub fn one_of<T: Copy>(
        &self,
        name: &str,
        what: &str,
        all: &[(&str, T)],
    ) -> Result<Option<T>, String> {
        self.get(name)
            .map(|given| given.one_of(what, all))
            .transpose()
    }

    /// All members must be among these.
    pub fn only(&self, known: &[&str]) -> Result<(), String> {
        match self
            .object
            .keys()
            .find(|name| !known.contains(&name.as_str()))
        {
            None => Ok(()),
            Some(name) => {
                let of = if self.path.is_empty() {
                    "member".to_owned()
                } else {
                    format!("member of {}", self.path)
                };
                Err(unknown(&of, name, known.iter().copied()))
            }
        }
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }
}
