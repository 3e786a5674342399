using Azure.Data.Tables.Tests;

namespace Azure.AI.TextAnalytics.Tests;

public sealed class ListingTests() : OfficialListing(typeof(TextAnalyticsClient).Assembly, new Version(5, 3, 0, 0), fewestLines: 101);
