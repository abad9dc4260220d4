import ShailooCore

extension StartFailure {
    /// What to tell the voter when the core could not be made. Its own screens tell everything else.
    init(of error: any Error, language: String) {
        let texts = ShellTexts.of(language: language)
        switch error as? StartError {
        case .Storage:
            self.init(heading: texts.errorStorageTitle, body: texts.errorStorageBody, retry: texts.buttonRetry)
        case .Config, .System, nil:
            let body = "\(texts.errorInternalBody) \(texts.hotlineCall)"
            self.init(heading: texts.errorInternalTitle, body: body, retry: texts.buttonRetry)
        }
    }
}
