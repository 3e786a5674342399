using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CxFunnel.LocalStorage;
using CxFunnel.Testing.App;

namespace CxFunnel.Functions.Tests.EndToEnd;

/// <summary>The real app on a real storage emulator of its own, shared by the tests of this collection; each uses its own program.</summary>
public sealed class RunningApp : IAsyncLifetime
{
    public const string TypeformSecret = "a-secret-of-the-tests";

    private static int _programs;

    public Azurite Storage { get; private set; } = null!;

    public FunctionApp App { get; private set; } = null!;

    public HttpClient Client => App.Client;

    public static string NewProgram() => $"p{Interlocked.Increment(ref _programs)}";

    public async Task InitializeAsync()
    {
        string folder = LocalStorageFolder.Of(LocalStorageFolder.RepositoryRoot());
        await AzuriteInstallation.EnsureAsync(folder, Console.Error.WriteLine, CancellationToken.None);
        Storage = await Azurite.StartAsync(folder, dataFolder: null, CancellationToken.None);
        App = await StartAppAsync();
    }

    /// <summary>Another app process on the same storage.</summary>
    public Task<FunctionApp> StartAppAsync() => FunctionApp.StartAsync(
        Storage.ConnectionString, new Dictionary<string, string>(StringComparer.Ordinal) { ["Sources__typeform__Secrets__0"] = TypeformSecret });

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await Storage.DisposeAsync();
    }

    public Task<HttpResponseMessage> PostAsync(string path, string body, string contentType = "application/json", Action<HttpRequestMessage>? with = null) =>
        PostAsync(Client, path, Encoding.UTF8.GetBytes(body), contentType, with);

    public static async Task<HttpResponseMessage> PostAsync(
        HttpClient client, string path, byte[] body, string? contentType, Action<HttpRequestMessage>? with = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        with?.Invoke(request);
        return await client.SendAsync(request);
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync()).RootElement;

    /// <summary>The one row of a program's total; null before anything is counted.</summary>
    public static async Task<JsonElement?> TotalAsync(HttpClient client, string program)
    {
        using HttpResponseMessage response = await client.GetAsync(new Uri($"api/metrics?program={program}&grain=total", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        JsonElement rows = (await JsonAsync(response)).GetProperty("rows");
        return rows.GetArrayLength() == 0 ? null : rows[0];
    }

    /// <summary>Waits until so many feedback are counted, then a little longer for any that would be too many.</summary>
    public Task<JsonElement> CountedAsync(string program, long feedback) => CountedAsync(Client, program, feedback);

    public static async Task<JsonElement> CountedAsync(HttpClient client, string program, long feedback)
    {
        JsonElement total = await UntilAsync(
            async () => await TotalAsync(client, program) is { } row && row.GetProperty("feedback").GetInt64() >= feedback ? row : (JsonElement?)null,
            $"{feedback.ToString(CultureInfo.InvariantCulture)} feedback of {program}");
        await Task.Delay(TimeSpan.FromSeconds(1));
        total = (await TotalAsync(client, program))!.Value;
        Assert.Equal(feedback, total.GetProperty("feedback").GetInt64());
        return total;
    }

    /// <summary>Asks again and again until there is an answer; generous, since a loaded machine is slow and not wrong.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T?>> ask, string what)
        where T : struct
    {
        for (int i = 0; i < 300; i++)
        {
            if (await ask() is { } answer)
            {
                return answer;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }

        throw new TimeoutException($"Waited in vain for {what}.");
    }
}

[CollectionDefinition(Name)]
public sealed class AppCollection : ICollectionFixture<RunningApp>
{
    public const string Name = "running app";
}
