extension Archive {
    /// The archive's directory.
    public var directory: String { settings.directory }
}
