//! Screens from the ПИН to «Баштоо».

use super::{Button, Field, plain};

plain! {
    /// The ПИН.
    pub struct PinScreen {
        /// «ПИН – жеке идентификациялык номериңизди киргизиңиз».
        pub heading: String,
        /// The field; a change is [`crate::Event::TypePin`].
        pub field: Field,
        /// «10 / 14».
        pub count: String,
        /// What the ПИН is for.
        pub purpose: String,
        /// Reads the digits out.
        pub read_back: Button,
        /// Empties the field.
        pub clear: Button,
        /// Goes on.
        pub go: Button,
    }

    /// Two ways to be identified, as two cards.
    pub struct IdentifyScreen {
        /// «Булуттуу санарип кол тамганы киргизүү».
        pub code: CodeCard,
        /// «Жүзү боюнча биометрикалык идентификациядан өтүү».
        pub face: FaceCard,
        /// «АРТКА КАЙТУУ».
        pub back: Button,
    }

    /// Identification by a code of the cloud signature.
    pub struct CodeCard {
        /// The card's title.
        pub title: String,
        /// The code; a change is [`crate::Event::TypeCode`].
        pub field: Field,
        /// «Email аркылуу текшерүү кодун алуу».
        pub get: Button,
        /// What happened to the last request; empty if none was made.
        pub sent: String,
        /// Confirms the code.
        pub confirm: Button,
        /// Why this way cannot be used now; empty if it can.
        pub unavailable: String,
    }

    /// Identification by face.
    pub struct FaceCard {
        /// The card's title.
        pub title: String,
        /// When to use it.
        pub help: String,
        /// «Биометрикалык идентификацияга өтүү (Face-ID)».
        pub go: Button,
        /// Why this way cannot be used now; empty if it can.
        pub unavailable: String,
    }

    /// The camera. What was taken is sent as [`crate::Event::Picture`].
    pub struct FaceScreen {
        /// What to do.
        pub heading: String,
        /// How a good picture is taken.
        pub help: String,
        /// Where the picture goes.
        pub privacy: String,
        /// Description of the camera's picture.
        pub preview_label: String,
        /// Label of the camera's button.
        pub capture_label: String,
        /// Label of choosing a file instead.
        pub file_label: String,
        /// The picture that would be sent (JPEG); empty before one was taken.
        pub picture: Vec<u8>,
        /// What was wrong with the last picture; empty if nothing.
        pub error: String,
        /// Takes it again.
        pub retake: Button,
        /// Uses it.
        pub confirm: Button,
    }

    /// Who you are.
    pub struct VoterScreen {
        /// Label of the name.
        pub name_label: String,
        /// Surname, given name, patronymic.
        pub name: String,
        /// Label of the district.
        pub district_label: String,
        /// Council and district.
        pub district: String,
        /// Name of the photo for the photo loader; `None` where there is none.
        pub photo: Option<String>,
        /// Description of the photo.
        pub photo_label: String,
        /// Shown where there is no photo.
        pub initials: String,
        /// «Not you?»
        pub not_you: String,
        /// «Баштоо».
        pub begin: Button,
    }
}
