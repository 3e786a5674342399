namespace Azure.Data.Tables.Tests;

public sealed class ListingTests() : OfficialListing(typeof(TableClient).Assembly, new Version(12, 11, 0, 0), fewestLines: 151);
