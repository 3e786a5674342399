using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Imports;

namespace CxFunnel.Pipeline.Tests.Ingest.Imports;

public sealed class UploadOptionsTests
{
    [Theory]
    [InlineData("map", "text", "/map")]
    [InlineData("map", "words:Comment", "/map")]
    [InlineData("map", "text:A,text:B", "/map")]
    [InlineData("map", "text:", "/map")]
    [InlineData("timeZone", "Mars/Olympus", "/timeZone")]
    [InlineData("timeZone", "../../etc/passwd", "/timeZone")]
    [InlineData("dayFirst", "yes", "/dayFirst")]
    public void TryRead_WhatCannotBeUsed_NamesItsPlace(string name, string value, string pointer)
    {
        InputErrors errors = new();

        Assert.Null(UploadOptions.TryRead(asked => asked == name ? value : null, errors));
        Assert.Equal(pointer, Assert.Single(errors.Listed).Pointer);
    }

    [Fact]
    public void TryRead_LongerThanAnyoneWrites_IsRefused()
    {
        InputErrors errors = new();

        UploadOptions.TryRead(name => name switch { "map" => $"text:{new string('x', 5_000)}", "sheet" => new string('x', 101), _ => null }, errors);

        Assert.Equal(["/map", "/sheet"], errors.Listed.Select(e => e.Pointer));
    }

    [Fact]
    public void TryRead_AllThereIs_ReachesTheReader()
    {
        UploadOptions options = UploadOptions.TryRead(
            name => name switch { "map" => "text:Comment\\, free,date:Created", "timeZone" => "Europe/Paris", "dayFirst" => "True", "sheet" => "Data", _ => null }, new InputErrors())!;

        ExportOptions given = options.For("shop", mapping: null);

        Assert.Equal(("shop", true, "Data", "Europe/Paris"), (given.Source, given.DayFirst, given.Sheet, given.TimeZone!.Id));
        Assert.Equal("Comment, free", given.Columns![ExportField.Text]);
    }
}
