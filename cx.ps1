# Finds the .NET SDK, builds the command line when its sources changed, and hands over to it.
# Everything else is in functions/CxFunnel.Cli; cx is the same for Linux and macOS.
$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$work = Join-Path $root 'artifacts/cx'
$stamp = Join-Path $work 'cli.ps1.stamp' # line 1: the folder of the built command line; line 2: which files it was built from

# No telemetry, and no build server that outlives its command.
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'; $env:DOTNET_NOLOGO = '1'; $env:DOTNET_GENERATE_ASPNET_CERTIFICATE = 'false'
$env:DOTNET_ADD_GLOBAL_TOOLS_TO_PATH = '0'; $env:MSBUILDDISABLENODEREUSE = '1'; $env:DOTNET_CLI_USE_MSBUILD_SERVER = '0'
$env:UseSharedCompilation = 'false'

function Stop-WithMessage([string] $message) { [Console]::Error.WriteLine("cx: $message"); exit 1 }

# The files that the command line is made of: path, size and time of each.
function Get-SourceList {
    $folders = 'functions/CxFunnel.Cli', 'functions/CxFunnel.Azure', 'functions/CxFunnel.Pipeline', 'functions/CxFunnel.TextAnalytics', 'infra/local/storage',
        'infra/local/packages/Azure.AI.TextAnalytics', 'infra/local/packages/Azure.Data.Tables', 'infra/local/packages/System.IO.Hashing', 'samples' |
        ForEach-Object { Join-Path $root $_ } | Where-Object { Test-Path $_ }
    $files = @(Get-ChildItem -Path $folders -Recurse -File | Where-Object { $_.FullName -notmatch '[\\/](bin|obj|node_modules)[\\/]' }) +
        @(Get-ChildItem -Path $root -File | Where-Object { $_.Name -eq 'global.json' -or $_.Name -like 'Directory.*' })
    $lines = $files | Sort-Object FullName | ForEach-Object { '{0}|{1}|{2}' -f $_.FullName, $_.Length, $_.LastWriteTimeUtc.Ticks }
    $sha = [Security.Cryptography.SHA256]::Create()
    [BitConverter]::ToString($sha.ComputeHash([Text.Encoding]::UTF8.GetBytes($lines -join "`n")))
}

if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
    Stop-WithMessage "CxFunnel needs the .NET SDK, and 'dotnet' is not on the PATH. Install the SDK that global.json names from https://dot.net and try again."
}

$madeOf = Get-SourceList
$lines = if (Test-Path $stamp) { @(Get-Content $stamp) } else { @() }
$cli = if ($lines.Count -ge 2 -and $lines[1] -eq $madeOf) { $lines[0] } else { $null }
if (-not $cli -or -not (Test-Path (Join-Path $work "$cli/CxFunnel.Cli.dll"))) {
    Push-Location $root
    $ErrorActionPreference = 'Continue' # Windows PowerShell makes an exception of what a program writes to stderr
    try { $has = & dotnet --version 2>$null } finally { Pop-Location }
    $ErrorActionPreference = 'Stop'
    if ($LASTEXITCODE -ne 0) {
        $wanted = (Get-Content (Join-Path $root 'global.json') -Raw | ConvertFrom-Json).sdk.version
        Stop-WithMessage "CxFunnel needs the .NET SDK $wanted or a newer feature band of it, and 'dotnet --list-sdks' shows: $((& dotnet --list-sdks) -join '; '). Install it from https://dot.net and try again."
    }

    [Console]::Error.WriteLine("Building the command line (with .NET SDK $has; only when its sources changed) ...")
    New-Item -ItemType Directory -Force $work | Out-Null
    $cli = "cli-$PID"
    $project = Join-Path $root 'functions/CxFunnel.Cli/CxFunnel.Cli.csproj'
    $output = & dotnet publish $project -c Release -o (Join-Path $work $cli) --nologo -v quiet -p:RunAnalyzers=false
    if ($LASTEXITCODE -ne 0) {
        $output | ForEach-Object { [Console]::Error.WriteLine($_) }
        Stop-WithMessage 'The command line does not build; the messages above say why.'
    }

    Set-Content -Path $stamp -Value @($cli, $madeOf)
}

& dotnet (Join-Path $work "$cli/CxFunnel.Cli.dll") @args
exit $LASTEXITCODE
