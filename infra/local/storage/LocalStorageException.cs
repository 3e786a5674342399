namespace CxFunnel.LocalStorage;

/// <summary>The emulator cannot be installed or started; the message says what to do about it.</summary>
public sealed class LocalStorageException(string message) : Exception(message);
