namespace System.IO.Hashing;

/// <summary>Computes a hash that is fast and not meant to withstand an attacker.</summary>
public abstract class NonCryptographicHashAlgorithm;
