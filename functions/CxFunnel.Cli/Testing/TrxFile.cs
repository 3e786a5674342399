using System.Xml;
using System.Xml.Linq;

namespace CxFunnel.Cli.Testing;

/// <summary>Reads the results file of one test project.</summary>
public static class TrxFile
{
    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>
    /// Counts the results one by one: the file's own counters call skipped tests neither executed nor not executed.
    /// A test host that died leaves no file, half a file, or a file with fewer results than it should; its exit code tells.
    /// </summary>
    /// <param name="path">May be missing: then nothing ran.</param>
    /// <param name="exitCode">Of <c>dotnet test</c>; not 0 without a failed test counts as one failure.</param>
    /// <returns>The totals, and whether the host died rather than a test failed.</returns>
    public static (TestTotals Totals, bool HasCrashed) Read(string path, int exitCode)
    {
        TestTotals totals = default;
        bool isAborted = false;
        try
        {
            if (File.Exists(path))
            {
                XDocument file = XDocument.Load(path);
                foreach (XElement result in file.Descendants(Trx + "UnitTestResult"))
                {
                    totals += (string?)result.Attribute("outcome") switch
                    {
                        "Passed" => new TestTotals(1, 0, 0),
                        "NotExecuted" => new TestTotals(0, 0, 1),
                        _ => new TestTotals(0, 1, 0), // Failed, Error, Timeout, Aborted, or nothing
                    };
                }

                isAborted = (string?)file.Descendants(Trx + "ResultSummary").FirstOrDefault()?.Attribute("outcome") is "Aborted" or "Error";
            }
        }
        catch (XmlException)
        {
            isAborted = true;
        }

        bool hasCrashed = isAborted || (exitCode != 0 && totals.Failed == 0);
        return (hasCrashed ? totals + TestTotals.OneFailure : totals, hasCrashed);
    }
}
